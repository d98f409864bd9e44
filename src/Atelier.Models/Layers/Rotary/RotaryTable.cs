using Atelier.Torch;

namespace Atelier.Models.Layers.Rotary;

/// <summary>Cosine and sine of one angle per token and pair of channels, as complex numbers.</summary>
/// <remarks>Rotating neighbours (2k, 2k + 1) by an angle is a complex product, which is one pass over the memory.</remarks>
public sealed class RotaryTable : IDisposable
{
    private RotaryTable(Tensor turns) => Turns = turns;

    /// <summary>e^(i angle), Complex64. [N, D / 2], or [B, N, D / 2] where pictures of a batch have places of their own</summary>
    public Tensor Turns { get; }

    /// <summary>Tokens.</summary>
    public long Tokens => Turns.Size(-2);

    /// <summary>Channels of a head.</summary>
    public long Width => 2 * Turns.Size(-1);

    /// <summary>A table of angles. [N, D / 2], any floating type; cosine and sine are taken in that type.</summary>
    public static RotaryTable From(Tensor angles) =>
        new(Tensor.Stack([angles.Cos().Float(), angles.Sin().Float()], -1).Contiguous().ViewAsComplex());

    /// <summary>A table given as cosines and sines with each value twice, as pipelines hand it over. [N, D] both</summary>
    public static RotaryTable From(Tensor cosines, Tensor sines) =>
        new(Tensor.Stack([cosines.Float().Slice(-1, 0, step: 2), sines.Float().Slice(-1, 0, step: 2)], -1).Contiguous().ViewAsComplex());

    /// <summary>
    /// The table of position ids: each axis has its own run of channels, with frequency theta^(-2k / size) for pair k. Formed in
    /// double precision.
    /// </summary>
    /// <param name="positions">[N, axes], or [B, N, axes]; fractional and negative ids are allowed.</param>
    /// <param name="axes">Channels of each axis, even.</param>
    /// <param name="theta">Base of the frequencies.</param>
    /// <exception cref="ArgumentException">The positions have another number of axes, or an axis has odd channels.</exception>
    public static RotaryTable Of(Tensor positions, IReadOnlyList<int> axes, double theta = 10000)
    {
        if (positions.Rank is not (2 or 3) || positions.Size(-1) != axes.Count)
            throw new ArgumentException($"Position ids are [N, {axes.Count}] for {axes.Count} axes, not {positions.Describe()}.");
        using var scope = Tensor.Scope();
        var ids = positions.To(ScalarType.Float64);
        var angles = axes.Select((width, axis) => ids.Narrow(-1, axis, 1) * Frequencies(width, theta).To(ids.Device)).ToArray();
        var table = From(Tensor.Cat(angles, -1));
        scope.Keep(table.Turns);
        return table;
    }

    /// <summary>The same with the turns of padding set to zero, so that its queries and keys vanish. seen: Boolean, as the turns without channels</summary>
    public RotaryTable Only(Tensor seen) => new(Turns.MaskedFill(seen.Not().Unsqueeze(-1), 0));

    /// <summary>theta^(-2k / width) for pair k, Float64. [width / 2]</summary>
    public static Tensor Frequencies(int width, double theta)
    {
        if (width % 2 != 0)
            throw new ArgumentException($"A rotated axis has an even number of channels, not {width}.");
        var frequencies = new double[width / 2];
        for (var k = 0; k < frequencies.Length; k++)
            frequencies[k] = 1 / Math.Pow(theta, 2.0 * k / width);
        return Tensor.From(frequencies, frequencies.Length);
    }

    /// <summary>Cosines with each value twice, as checkpointed tables have them. [N, D]</summary>
    public Tensor Cosines() => Part(0);

    /// <summary>Sines with each value twice. [N, D]</summary>
    public Tensor Sines() => Part(1);

    /// <summary>Rotates neighbouring channels. [B, N, H, D]</summary>
    /// <exception cref="ArgumentException">Tokens or channels disagree.</exception>
    public Tensor Rotate(Tensor x)
    {
        if (x.Size(-3) != Tokens || x.Size(-1) != Width)
            throw new ArgumentException($"The table rotates {Tokens} tokens of {Width} channels, not {x.Describe()}.");
        var shape = x.Shape;
        var pairs = x.Float().Reshape([.. shape[..^1], shape[^1] / 2, 2]).ViewAsComplex();
        return (pairs * Turns.Unsqueeze(-2)).ViewAsReal().Reshape(shape).To(x.Type);
    }

    /// <summary>Rotates channel i with channel i + D / 2. [B, N, H, D]</summary>
    public Tensor RotateHalves(Tensor x)
    {
        var halves = x.Float().Chunk(2, -1);
        var parts = Turns.ViewAsReal().Unsqueeze(-3).Unbind(-1); // cosine, sine [N, 1, D / 2]
        return Tensor.Cat([(halves[0] * parts[0]) - (halves[1] * parts[1]), (halves[0] * parts[1]) + (halves[1] * parts[0])], -1).To(x.Type);
    }

    /// <summary>Frees the table.</summary>
    public void Dispose() => Turns.Dispose();

    private Tensor Part(int part) => Turns.ViewAsReal().Select(-1, part).RepeatInterleave(2, -1);
}
