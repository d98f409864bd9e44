using Atelier.Torch;

namespace Atelier.Diffusion;

/// <summary>Where a stochastic sampler takes its standard normal noise from: explicit generators or tensors handed in.</summary>
public sealed class NoiseSource
{
    private readonly Func<long[], Tensor> _draw;

    private NoiseSource(Func<long[], Tensor> draw) => _draw = draw;

    /// <summary>Draws whole batches from one CPU generator.</summary>
    public static NoiseSource From(Generator generator) => new(shape => Tensor.RandN(shape, generator));

    /// <summary>Draws row k of every batch from generator k, so that an image does not depend on its neighbours.</summary>
    /// <param name="generators">One per row of the batch.</param>
    public static NoiseSource PerImage(IReadOnlyList<Generator> generators) => new(shape =>
    {
        if (shape.Length == 0 || shape[0] != generators.Count)
            throw new ArgumentException($"Noise of shape [{string.Join(", ", shape)}] was asked from {generators.Count} generators, one per row.");
        long[] row = [1, .. shape.AsSpan(1)];
        return Tensor.Cat([.. generators.Select(g => Tensor.RandN(row, g))]);
    });

    /// <summary>Asks a function for noise of a shape.</summary>
    public static NoiseSource By(Func<long[], Tensor> draw) => new(draw);

    /// <summary>Hands out the given tensors in order.</summary>
    public static NoiseSource Given(IEnumerable<Tensor> tensors)
    {
        var queue = new Queue<Tensor>(tensors);
        return new(shape => queue.TryDequeue(out var next)
            ? next
            : throw new InvalidOperationException($"Noise of shape [{string.Join(", ", shape)}] was asked after the last of the given tensors."));
    }

    /// <summary>Standard normal noise in the shape and on the device of a tensor, in single precision.</summary>
    /// <exception cref="ArgumentException">The source gives another shape.</exception>
    public Tensor Like(Tensor sample)
    {
        var shape = sample.Shape;
        var noise = _draw(shape);
        if (!noise.Shape.AsSpan().SequenceEqual(shape))
            throw new ArgumentException($"Noise of shape [{string.Join(", ", noise.Shape)}] was given where [{string.Join(", ", shape)}] is needed.");
        return noise.To(sample.Device);
    }
}
