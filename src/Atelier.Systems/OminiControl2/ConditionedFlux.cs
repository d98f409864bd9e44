using Atelier.Models.Flux;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2;

/// <summary>A FLUX transformer with condition pictures, for the steps of one picture.</summary>
/// <remarks>
/// Streams are text, picture, conditions. Conditions are clean (time 0) and carry adapters of their own; the network's weights are not
/// touched. (Tan et al. 2024, arXiv 2411.15098; Tan et al. 2025, arXiv 2503.08280.)
/// </remarks>
public sealed class ConditionedFlux : IDisposable
{
    private const int Main = 2;
    private const int Picture = 1;

    private readonly FluxTransformer _network;
    private readonly FluxText _text;
    private readonly Tensor _positions;
    private readonly IReadOnlyList<ImageCondition> _conditions;
    private readonly ConditionSettings _settings;
    private readonly Dictionary<double, Conditioning> _clean;
    private readonly Conditioning _usual;
    private readonly int[] _fixed;
    private readonly int[] _moving;
    private readonly CachedStream[] _features;
    private IReadOnlyList<CachedStream> _cached = [];

    /// <summary>Prepares the steps of one picture.</summary>
    /// <param name="network">The transformer.</param>
    /// <param name="text">The prompt and the guidance number.</param>
    /// <param name="positions">[N, axes] of the noisy tokens.</param>
    /// <param name="conditions">Condition pictures, none allowed.</param>
    /// <param name="settings">How they take part.</param>
    /// <param name="features">
    /// Keys and values of each condition, computed before: they are seen at every step and stay the caller's. Those of conditions that have null
    /// are computed here, as the settings say; so are all where nothing is given.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps between refreshes is below 1.</exception>
    /// <exception cref="ArgumentException">Conditions share their attention, but are not computed at every step.</exception>
    public ConditionedFlux(
        FluxTransformer network, FluxText text, Tensor positions, IReadOnlyList<ImageCondition> conditions, ConditionSettings? settings = null,
        IReadOnlyList<CachedStream?>? features = null)
    {
        (_network, _text, _positions, _conditions, _settings) = (network, text, positions, conditions, settings ?? new());
        ArgumentOutOfRangeException.ThrowIfLessThan(_settings.RefreshEvery, 1, nameof(settings));
        if (_settings.SharesAttention && (Reuses || features is not null))
            throw new ArgumentException("Conditions that share their attention with the picture are computed at every step.");
        if (features is not null && features.Count != conditions.Count)
            throw new ArgumentException($"{features.Count} computed conditions were given for {conditions.Count}.");
        var all = Enumerable.Range(0, conditions.Count);
        (_fixed, _moving) = ([.. all.Where(i => features?[i] is not null)], [.. all.Where(i => features?[i] is null)]);
        _features = [.. _fixed.Select(i => features![i]!)];
        // Here, in the scope of the whole run: a step's own is gone at the next.
        _usual = Clean(text, _settings.Guidance);
        _clean = conditions.Select(c => c.Guidance).OfType<double>().Distinct().ToDictionary(g => g, g => text.Guidance is null ? _usual : Clean(text, g));
    }

    /// <summary>Keys and values that later steps see of the conditions that were computed in a step, in their order; empty before the first step.</summary>
    public IReadOnlyList<CachedStream> Cached => _cached;

    /// <summary>The velocity of the picture. [B, N, channels]</summary>
    /// <param name="x">Noisy tokens.</param>
    /// <param name="sigma">[B], 0 (clean) to 1 (noise).</param>
    /// <param name="step">Number of the step, from 0; it says when conditions are computed again.</param>
    /// <param name="observe">Reads the tokens of the streams of the call.</param>
    public Tensor Velocity(Tensor x, Tensor sigma, int step = 0, Action<FluxStage, int, IReadOnlyList<Tensor>>? observe = null)
    {
        var conditioning = new Conditioning(sigma, _text.Guidance, _text.Pooled);
        TokenStream[] main =
        [
            new(StreamKind.Text, _text.Tokens, _text.Positions, conditioning) { Adapters = _settings.MainAdapters, KeyMask = _text.Mask },
            new(StreamKind.Image, x, _positions, conditioning) { Adapters = _settings.MainAdapters },
        ];
        if (_moving.Length == 0 || (step % _settings.RefreshEvery != 0 && _cached.Count > 0))
            return _network.Forward(main, new() { Visibility = Seen([], [.. _fixed, .. _moving]), Cached = [.. _features, .. _cached], Observe = observe }).Sample!;

        var conditions = _moving.Select(i => _conditions[i]).Select(c => new TokenStream(StreamKind.Image, c.Tokens, c.Positions, CleanOf(c))
        {
            Adapters = c.Adapters,
            SharesAttentionWith = _settings.SharesAttention ? Picture : null,
            KeyMask = c.KeyMask,
        });
        var result = _network.Forward(
            [.. main, .. conditions],
            new()
            {
                Visibility = Seen(_moving, _fixed), Cached = _features, Record = Reuses ? [.. Enumerable.Range(Main, _moving.Length)] : [], Observe = observe,
            });
        Forget();
        _cached = result.Recorded;
        return result.Sample!;
    }

    /// <summary>What modulates conditions: time 0, their own guidance number, the picture's pooled text.</summary>
    internal static Conditioning Clean(FluxText text, double? guidance) => new(
        Tensor.Zeros([text.Tokens.Size(0)], device: text.Tokens.Device),
        text.Guidance is { } g && guidance is { } own ? Tensor.Full(g.Shape, own, g.Type, g.Device) : text.Guidance,
        text.Pooled);

    /// <summary>Frees the kept keys and values.</summary>
    public void Dispose() => Forget();

    // One object for each number: streams of the same one are computed together.
    private Conditioning CleanOf(ImageCondition condition) => condition.Guidance is { } own ? _clean[own] : _usual;

    private bool Reuses => _settings.RefreshEvery > 1;

    /// <summary>Who sees whom in a call that computes the conditions.</summary>
    public Visibility Visibility => Seen(_moving, _fixed);

    // Conditions of the call, and those whose keys and values are at hand.
    private Visibility Seen(int[] running, int[] kept)
    {
        var seen = running.Any(i => SightOf(i) == ConditionSight.Everything)
            ? Visibility.Full(Main + running.Length, kept.Length)
            : Visibility.Conditions(Main, [.. running.Select(i => SightOf(i) == ConditionSight.Independent)], kept.Length);
        int[] order = [.. running, .. kept];
        for (var key = 0; key < order.Length; key++)
        {
            var strength = _conditions[order[key]].Strength;
            if (strength.Equals(1))
                continue;
            for (var main = 0; main < Main; main++)
            {
                seen = seen.Strengthen(main, Main + key, strength);
                if (key < running.Length && SightOf(order[key]) != ConditionSight.Independent)
                    seen = seen.Strengthen(Main + key, main, strength);
            }
        }

        return seen;
    }

    private ConditionSight SightOf(int condition) => _conditions[condition].Sight ?? _settings.Sight;

    private void Forget()
    {
        foreach (var stream in _cached)
            stream.Dispose();
        _cached = [];
    }
}
