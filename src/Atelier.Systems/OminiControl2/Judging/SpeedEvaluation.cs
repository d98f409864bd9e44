using System.Diagnostics;
using System.Text.RegularExpressions;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2.Costs;
using Atelier.Systems.OminiControl2.Reuse;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>Times steps with conditions in each mode, all on the same random weights in one run.</summary>
public sealed partial class SpeedEvaluation : IDisposable
{
    private const int PixelsPerToken = 16;
    private const double Long = 10;
    private readonly SpeedOptions _options;
    private readonly FluxTransformer _weights;
    private readonly FluxTransformer _network;
    private readonly Generator _random = new(1);

    /// <summary>Makes the network in the type that products are set to.</summary>
    public SpeedEvaluation(SpeedOptions options)
    {
        _options = options;
        var config = options.Network;
        _weights = new(config with { NumLayers = Math.Min(1, config.NumLayers), NumSingleLayers = Math.Min(1, config.NumSingleLayers) });
        var type = ProductPrecision.Current ?? ScalarType.Float32;
        foreach (var (_, parameter) in _weights.Parameters())
        {
            using var scope = Tensor.Scope();
            parameter.Value = (Tensor.RandN(parameter.Shape, _random, type) * 0.02).Detached();
        }

        // Once, for all modes. Pipelines do so up to half a billion parameters; larger weights stay as their file has them.
        _weights.PackWeights();

        // All blocks of a kind have the same weights: what a product takes does not depend on its numbers, no cache of a CPU holds a block, and so
        // the whole depth of FLUX.1 fits into memory.
        _network = new(config);
        var weights = _weights.Parameters().ToDictionary(p => p.Name, p => p.Parameter);
        foreach (var (name, parameter) in _network.Parameters())
        {
            var same = weights[BlockNumber().Replace(name, ".0.")];
            if (same.Packed is { } packed)
                parameter.Packed = packed;
            else
                parameter.Value = same.Value;
        }
    }

    /// <summary>Measures every size and number of conditions.</summary>
    /// <param name="tell">Told of each time; may be null.</param>
    /// <param name="cancellation">Takes effect between steps.</param>
    public IReadOnlyList<SpeedRow> Run(Action<string>? tell = null, CancellationToken cancellation = default)
    {
        var rows = new List<SpeedRow>();
        foreach (var size in _options.Sizes)
        {
            var side = size / PixelsPerToken;
            var plain = Steps(SpeedMode.None, side, 0, 1, null);
            foreach (var count in _options.Conditions)
            {
                var joint = Steps(SpeedMode.Joint, side, count, 1, new() { Sight = ConditionSight.Joint });
                var reused = Steps(SpeedMode.Reused, side, count, 1, ConditionSettings.Reuse);
                var compact = Steps(SpeedMode.Compact, side, count, 2, ConditionSettings.Reuse);
                var (all, small) = (Count(side, count, 1, new() { Sight = ConditionSight.Joint }), Count(side, count, 2, ConditionSettings.Reuse));
                rows.Add(new(size, count, plain, joint, reused, compact, all.Total / all.Plain, all.Total / small.Total));
            }
        }

        return rows;

        double? Steps(SpeedMode mode, int side, int count, int scale, ConditionSettings? settings)
        {
            if (!_options.Modes.Contains(mode))
                return null;
            var seconds = Time(side, count, scale, settings, cancellation);
            tell?.Invoke(FormattableString.Invariant($"{side * PixelsPerToken} pixels, {count} conditions, {mode.ToString().ToLowerInvariant()}: {seconds:0.000} s a step"));
            return seconds;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _weights.Dispose();
        _random.Dispose();
    }

    [GeneratedRegex(@"(?<=^(single_)?transformer_blocks)\.\d+\.")]
    private static partial Regex BlockNumber();

    // Seconds of a step in the mean over a run: the pass before is spread over the steps.
    private double Time(int side, int count, int scale, ConditionSettings? settings, CancellationToken cancellation)
    {
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        var config = _options.Network;
        var text = new FluxText(
            Tensor.RandN([1, _options.Text, config.JointAttentionDim], _random), FluxLatents.TextPositions(_options.Text),
            Tensor.RandN([1, config.PooledProjectionDim], _random), config.GuidanceEmbeds ? Tensor.Full([1], 3.5) : null);
        var small = side / scale;
        ImageCondition[] conditions = [.. Enumerable.Range(0, count).Select(_ => ImageCondition.Grid(
            Tensor.RandN([1, small * small, config.InChannels], _random), small, small, ConditionPlacement.Compact(scale)))];
        var reuses = settings?.RefreshEvery == int.MaxValue;
        var before = reuses ? Median(text, conditions, cancellation) : 0;
        var features = reuses ? conditions.Select(c => ConditionFeatures.Compute(_network, text, c)).ToArray() : null;
        using var flux = new ConditionedFlux(_network, text, FluxLatents.Positions(side, side), conditions, settings, features);
        var x = Tensor.RandN([1, side * side, config.InChannels], _random);
        var step = Median(() => flux.Velocity(x, Tensor.Full([1], 0.5)), cancellation);
        foreach (var stream in features ?? [])
            stream.Dispose();
        return step + (before / _options.Steps);
    }

    private double Median(FluxText text, ImageCondition[] conditions, CancellationToken cancellation) => Median(
        () =>
        {
            foreach (var condition in conditions)
                ConditionFeatures.Compute(_network, text, condition).Dispose();
        },
        cancellation);

    private double Median(Action work, CancellationToken cancellation)
    {
        var times = new List<double>();
        for (var i = 0; times.Count < _options.Runs; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = Tensor.Scope();
            var start = Stopwatch.GetTimestamp();
            work();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            // What the first one takes longer, memory and the like, is no part of a step; in a long one it does not show.
            if (i > 0 || seconds > Long)
                times.Add(seconds);
        }

        times.Sort();
        return (times[(times.Count - 1) / 2] + times[times.Count / 2]) / 2;
    }

    private ConditionCost Count(int side, int count, int scale, ConditionSettings settings) => ConditionCost.Of(
        _options.Network, _options.Text, side * side, [.. Enumerable.Repeat((long)(side / scale * (side / scale)), count)], _options.Steps, settings);
}
