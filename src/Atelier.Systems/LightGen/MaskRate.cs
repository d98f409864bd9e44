using Atelier.Torch.Statistics;

namespace Atelier.Systems.LightGen;

/// <summary>The share of tokens that a training step hides: normal around 1 with deviation 0.25, cut to a range below 1.</summary>
public static class MaskRate
{
    private const double Deviation = 0.25;

    /// <summary>The share for a uniform draw.</summary>
    /// <param name="uniform">0 to 1.</param>
    /// <param name="least">Smallest share, below 1.</param>
    public static double At(double uniform, double least = 0.7)
    {
        var below = NormalDistribution.Cumulative((least - 1) / Deviation);
        var place = below + uniform * (0.5 - below);
        return place >= 0.5 ? 1 : 1 + Deviation * NormalDistribution.Quantile(place);
    }

    /// <summary>How many of some tokens a share hides; at least one is hidden.</summary>
    public static int Hidden(int tokens, double rate) => Math.Max(1, (int)Math.Ceiling(tokens * rate));
}
