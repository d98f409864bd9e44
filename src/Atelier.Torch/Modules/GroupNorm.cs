namespace Atelier.Torch;

/// <summary>Zero mean and unit variance over groups of channels, computed in single precision. [B, C, ..]</summary>
public sealed class GroupNorm : Module
{
    private readonly long _groups;
    private readonly double _epsilon;

    /// <summary>Registers <c>weight</c> and <c>bias</c> [channels].</summary>
    /// <exception cref="ArgumentException">The channels do not divide into the groups.</exception>
    public GroupNorm(long groups, long channels, double epsilon = 1e-5)
    {
        if (channels % groups != 0)
            throw new ArgumentException($"{channels} channels do not divide into {groups} groups.");
        (_groups, _epsilon) = (groups, epsilon);
        Weight = AddParameter("weight", [channels], Initializers.Ones);
        Bias = AddParameter("bias", [channels], Initializers.Zeros);
    }

    /// <summary>[channels]</summary>
    public Parameter Weight { get; }

    /// <summary>[channels]</summary>
    public Parameter Bias { get; }

    /// <summary>Applies the norm. [B, C, ..]</summary>
    public Tensor Forward(Tensor x) => Forward(x, silu: false, asOperand: false);

    /// <summary>Applies the norm. [B, C, ..]</summary>
    /// <param name="x">[B, C, ..]</param>
    /// <param name="silu">Activates the result by SiLU.</param>
    /// <param name="asOperand">Gives the result as products take it (<see cref="Products.AsOperand"/>), where it goes to nothing else.</param>
    public Tensor Forward(Tensor x, bool silu, bool asOperand)
    {
        var given = asOperand ? ProductPrecision.Current ?? x.Type : x.Type;
        if (CpuKernels.GroupNorm(x, _groups, Weight.Value, Bias.Value, _epsilon, silu, given) is { } fused)
            return fused;
        var type = x.Type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var normed = Tensor.GroupNorm(x.To(type), _groups, Weight.Value.To(type), Bias.Value.To(type), _epsilon);
        if (silu)
            normed = NoGrad.IsRecording ? normed.Silu() : normed.SiluInPlace();
        return normed.To(given);
    }
}
