using Atelier.Models.Flux;

namespace Atelier.Systems.OminiControl2.Costs;

/// <summary>Products of a run with conditions, counted and not measured, and what keeping features takes.</summary>
/// <param name="Plain">Floating-point operations of all steps without conditions.</param>
/// <param name="Total">Floating-point operations of all steps with them, the pass before included.</param>
/// <param name="CacheBytes">Bytes of kept keys and values; 0 where none are kept.</param>
public sealed record ConditionCost(double Plain, double Total, long CacheBytes)
{
    // A block of either kind has 12 products of width x width for each token: 4 of attention and 8 of its MLP.
    private const double ProductsPerToken = 12;

    /// <summary>Share of the plain time that conditions add.</summary>
    public double Overhead => (Total / Plain) - 1;

    /// <summary>The cost of two runs of one picture.</summary>
    /// <param name="other">The other one.</param>
    public ConditionCost And(ConditionCost other) => new(Plain + other.Plain, Total + other.Total, CacheBytes + other.CacheBytes);

    /// <summary>Counts a run.</summary>
    /// <param name="network">Sizes.</param>
    /// <param name="text">Tokens of the text.</param>
    /// <param name="image">Tokens that are denoised.</param>
    /// <param name="conditions">Tokens of each condition.</param>
    /// <param name="steps">Denoising steps.</param>
    /// <param name="settings">What conditions see, and how often they are computed.</param>
    /// <param name="elementBytes">Bytes of a kept number.</param>
    /// <param name="batch">Rows of a call.</param>
    public static ConditionCost Of(
        FluxConfig network, long text, long image, IReadOnlyList<long> conditions, int steps, ConditionSettings settings, int elementBytes = 4, int batch = 1) =>
        Of(network, text, image, [.. conditions.Select(c => (c, settings))], steps, elementBytes, batch);

    /// <summary>Counts a run whose conditions are not all alike.</summary>
    /// <param name="network">Sizes.</param>
    /// <param name="text">Tokens of the text.</param>
    /// <param name="image">Tokens that are denoised.</param>
    /// <param name="conditions">Tokens of each condition, what it sees, and how often it is computed.</param>
    /// <param name="steps">Denoising steps.</param>
    /// <param name="elementBytes">Bytes of a kept number.</param>
    /// <param name="batch">Rows of a call.</param>
    public static ConditionCost Of(
        FluxConfig network, long text, long image, IReadOnlyList<(long Tokens, ConditionSettings Settings)> conditions, int steps, int elementBytes = 4, int batch = 1)
    {
        var main = text + image;
        var all = conditions.Sum(c => c.Tokens);
        var plain = Products(network, main, main) * steps;
        var total = (Products(network, main, main + all) * steps) + conditions.Sum(Own);
        var kept = conditions.Where(c => c.Settings.RefreshEvery > 1).Sum(c => Layers(network) * 2L * network.Width * elementBytes * c.Tokens * batch);
        return new(2 * plain * batch, 2 * total * batch, kept);

        double Own((long Tokens, ConditionSettings Settings) c)
        {
            var every = c.Settings.RefreshEvery;
            var seen = c.Settings.Sight switch
            {
                ConditionSight.Independent => c.Tokens,
                ConditionSight.Joint => main + c.Tokens,
                _ => main + all,
            };
            return Products(network, c.Tokens, seen) * (every == int.MaxValue ? 1 : (steps + every - 1) / every);
        }
    }

    /// <summary>As a line for a person: "4 conditions: +3.1 % time, 171 MiB cache".</summary>
    /// <param name="conditions">Number of conditions.</param>
    public string Describe(int conditions) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{conditions} {(conditions == 1 ? "condition" : "conditions")}: {(Overhead < 0 ? "-" : "+")}{Math.Abs(Overhead) * 100:0.0} % time, {CacheBytes / 1048576.0:0.#} MiB cache");

    private static int Layers(FluxConfig network) => network.NumLayers + network.NumSingleLayers;

    // Multiplications of tokens that see others, through all blocks.
    private static double Products(FluxConfig network, double tokens, double seen) =>
        Layers(network) * ((tokens * ProductsPerToken * network.Width * network.Width) + (tokens * seen * 2 * network.Width));
}
