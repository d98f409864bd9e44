using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.DyArtBank;

/// <summary>A collection's style as a normal distribution of text states, one number by itself: each draw is another rendering of the style.</summary>
/// <param name="Mean">[.., N, C]</param>
/// <param name="Deviation">[.., N, C]; 0 at the start of the text, which no learned token reaches.</param>
public sealed record StyleDistribution(Tensor Mean, Tensor Deviation)
{
    private const string MeanKey = "mean", DeviationKey = "std";

    /// <summary>Fitted to encoded prompts; the deviation is unbiased, and 0 of a single prompt.</summary>
    /// <param name="states">[.., P, N, C], P prompts.</param>
    public static StyleDistribution Fit(Tensor states)
    {
        long prompts = states.Rank - 3;
        var mean = states.Mean([prompts]);
        return new(mean, states.Size((int)prompts) > 1 ? states.Std([prompts]) : mean.ZerosLike());
    }

    /// <summary>Several styles in one: means are averaged by weight, deviations as those of a weighted sum of independent draws.</summary>
    /// <param name="parts">Distributions of one shape, with the weight of each (of sum 1 as a rule) and a factor of its deviation.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static StyleDistribution Mix(IReadOnlyList<(StyleDistribution Style, double Weight, double Spread)> parts)
    {
        if (parts.Count == 0)
            throw new ArgumentException("A mixture needs at least one style.");
        var mean = parts.Select(p => p.Style.Mean * p.Weight).Aggregate((a, b) => a + b);
        var variance = parts.Select(p => (p.Style.Deviation * (p.Weight * p.Spread)).Square()).Aggregate((a, b) => a + b);
        return new(mean, variance.Sqrt());
    }

    /// <summary>A draw: mean + spread noise deviation.</summary>
    /// <param name="noise">Standard normal numbers, in a shape that the mean spreads to.</param>
    /// <param name="spread">0 is the mean itself, more than 1 is more varied than the prompts were.</param>
    public Tensor Sample(Tensor noise, double spread = 1) => Mean + (noise * Deviation * spread);

    /// <summary>A draw for the text input of a diffusion network. [1, N, C]</summary>
    public Tensor Sample(Generator generator, double spread = 1) =>
        Sample(Tensor.RandN(Mean.Shape, generator).To(Mean.Device), spread).Reshape(1, Mean.Size(-2), Mean.Size(-1));

    /// <summary>Several draws for each entry, with gradients to the prompts: what training denoises with. [B, S, N, C]</summary>
    /// <param name="noise">[B, S, N, C].</param>
    public Tensor Reparameterized(Tensor noise) => Mean.Unsqueeze(1) + (noise * Deviation.Unsqueeze(1));

    /// <summary>Writes <c>mean</c> and <c>std</c> to a safetensors file.</summary>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null) =>
        StateDict.Save([(MeanKey, Mean), (DeviationKey, Deviation)], path, metadata: metadata);

    /// <summary>Opens what <see cref="Save"/> wrote.</summary>
    /// <exception cref="WeightException">A tensor is missing, or the two differ in shape.</exception>
    public static StyleDistribution Open(string path)
    {
        using var file = SafetensorsTensors.Open(path);
        foreach (var key in new[] { MeanKey, DeviationKey })
        {
            if (!file.Names.Contains(key))
                throw new WeightException($"{path} is no style distribution: it has no tensor '{key}'.");
        }

        return file.ShapeOf(MeanKey).AsSpan().SequenceEqual(file.ShapeOf(DeviationKey))
            ? new(file.Read(MeanKey), file.Read(DeviationKey))
            : throw new WeightException($"{path}: 'mean' has shape [{string.Join(", ", file.ShapeOf(MeanKey))}], 'std' [{string.Join(", ", file.ShapeOf(DeviationKey))}].");
    }
}
