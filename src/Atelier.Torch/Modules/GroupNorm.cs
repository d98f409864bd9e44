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
    public Tensor Forward(Tensor x)
    {
        var type = x.Type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        return Tensor.GroupNorm(x.To(type), _groups, Weight.Value.To(type), Bias.Value.To(type), _epsilon).To(x.Type);
    }
}
