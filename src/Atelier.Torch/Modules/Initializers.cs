namespace Atelier.Torch;

/// <summary>The usual ways to start a parameter.</summary>
public static class Initializers
{
    /// <summary>0 everywhere.</summary>
    public static Initializer Zeros { get; } = (shape, _) => Tensor.Zeros(shape);

    /// <summary>1 everywhere.</summary>
    public static Initializer Ones { get; } = (shape, _) => Tensor.Ones(shape);

    /// <summary>One number everywhere.</summary>
    public static Initializer Constant(double value) => (shape, _) => Tensor.Full(shape, value);

    /// <summary>Normal draws around 0.</summary>
    public static Initializer Normal(double std) => (shape, generator) => Tensor.RandN(shape, generator).Mul(std);

    /// <summary>Uniform draws in [-bound, bound].</summary>
    public static Initializer Uniform(double bound) => (shape, generator) => Tensor.Rand(shape, generator).Mul(2 * bound).Sub(bound);

    /// <summary>PyTorch's default of linear and convolution layers: uniform within 1/sqrt(fan in).</summary>
    /// <param name="fanIn">Inputs of one output.</param>
    public static Initializer FanIn(long fanIn) => Uniform(1 / Math.Sqrt(Math.Max(1, fanIn)));

    /// <summary>Glorot's uniform draws for matrices: within sqrt(6 / (fan in + fan out)).</summary>
    public static Initializer Xavier { get; } = (shape, generator) =>
    {
        var window = shape.Skip(2).Aggregate(1L, (a, b) => a * b);
        return Uniform(Math.Sqrt(6.0 / ((shape[0] + shape[1]) * window)))(shape, generator);
    };
}
