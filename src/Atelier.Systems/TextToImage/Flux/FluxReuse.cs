using System.Globalization;
using Atelier.Models.Flux;
using Atelier.Models.Reuse;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Which features are taken from earlier steps, and how freely.</summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
/// <param name="Threshold">What it means depends on the name; a usual value if null.</param>
internal sealed record FluxReuse(string Name, double? Threshold)
{
    private const string FirstBlock = "first-block";
    private const string Magnitude = "magnitude";
    private const string Taylor = "taylor";
    private const string Pyramid = "pyramid";
    private const string Faster = "faster";

    // What a threshold is, its range and its usual value.
    private static readonly Dictionary<string, (string Meaning, double Low, double High, double Usual)> Known = new()
    {
        [FirstBlock] = ("largest change of the first block", 0, 10, 0.1),
        [Magnitude] = ("largest error that adds up", 0, 10, 0.06),
        [Taylor] = ("steps from one computation to the next", 1, 100, 5),
        [Pyramid] = ("steps from one computation to the next", 1, 100, 2),
        [Faster] = ("steps from one computation to the next", 1, 100, 2),
    };

    /// <summary>Names of schemes.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Reads <c>NAME</c> or <c>NAME:threshold</c>; null gives null.</summary>
    /// <exception cref="RequestException">The name is unknown, the threshold out of range, or the network has no measured ratios.</exception>
    public static FluxReuse? Parse(string? text, FluxConfig network)
    {
        if (text is null)
            return null;
        var (name, rest) = text.Split(':', 2) is [var n, var r] ? (n, r) : (text, null);
        if (!Known.TryGetValue(name, out var known))
            throw new RequestException($"cache '{text}' was given; allowed: {string.Join(", ", Names)}, each with :threshold or without.");
        double? threshold = null;
        if (rest is not null)
        {
            if (!double.TryParse(rest, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= known.Low && value <= known.High))
                throw new RequestException($"cache '{text}' was given; the threshold of {name} ({known.Meaning}) is {known.Low} to {known.High}.");
            threshold = value;
        }

        if (name == Magnitude && (network.NumLayers, network.NumSingleLayers) != (FluxConfig.Dev.NumLayers, FluxConfig.Dev.NumSingleLayers))
            throw new RequestException($"cache {Magnitude} needs ratios that were measured for the network; there are some for FLUX.1 alone. Allowed: {string.Join(", ", Names.Where(x => x != Magnitude))}.");
        return new(name, threshold);
    }

    /// <summary>True where negative answers are rebuilt from positive ones as well.</summary>
    public bool RebuildsNegative => Name == Faster;

    /// <summary>A cache for the calls of one picture under one prompt.</summary>
    /// <param name="calls">Calls of the whole walk.</param>
    /// <param name="halves">Whether batches have a negative and a positive half.</param>
    public FeatureCache Create(int calls, bool halves)
    {
        var threshold = Threshold ?? Known[Name].Usual;
        return Name switch
        {
            FirstBlock => new FirstBlockCache(threshold),
            Magnitude => new MagnitudeCache(MagnitudeCache.Resampled(MagnitudeCache.FluxRatios, calls), threshold),
            Taylor => new TaylorForecast((int)threshold),
            Pyramid => new AttentionBroadcast((int)threshold),
            _ => new AttentionExtrapolation((int)threshold, halves: halves),
        };
    }
}
