namespace Atelier.Torch;

/// <summary>A packed matrix that can be multiplied as it is stored.</summary>
public interface IPackedLinear : IPackedTensor
{
    /// <summary>True where <see cref="Multiply"/> rounds its operand to int8 now.</summary>
    bool RoundsOperand { get; }

    /// <summary>x W^T + b in the type of <paramref name="x"/>, or null where it has to be unpacked first: on this CPU, in this precision, or for gradients.</summary>
    /// <param name="x">[.., in]</param>
    /// <param name="bias">[out], or null.</param>
    Tensor? Multiply(Tensor x, Tensor? bias);
}
