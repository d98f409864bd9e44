using Atelier.Diffusion.Grids;
using Atelier.Torch;

namespace Atelier.Diffusion.FlowMatching;

/// <summary>The noise levels of one flow-matching run: x = sigma noise + (1 - sigma) data.</summary>
public sealed class FlowMatchSchedule
{
    private FlowMatchSchedule(FlowMatchOptions options, float[] sigmas, float[] timesteps) =>
        (Options, Sigmas, Timesteps) = (options, sigmas, timesteps);

    /// <summary>How the levels were made.</summary>
    public FlowMatchOptions Options { get; }

    /// <summary>Noise levels, one more than steps: the last is where the run ends.</summary>
    public IReadOnlyList<float> Sigmas { get; }

    /// <summary>What the network is told at each step, 0 to <see cref="FlowMatchOptions.TrainTimesteps"/>.</summary>
    public IReadOnlyList<float> Timesteps { get; }

    /// <summary>Number of steps.</summary>
    public int Steps => Timesteps.Count;

    /// <summary>The run of the FLUX pipelines: levels evenly from 1 to 1/steps, then shifted.</summary>
    /// <param name="options">The model's.</param>
    /// <param name="steps">At least 1.</param>
    /// <param name="tokens">Packed image tokens; needed where the shift is dynamic.</param>
    public static FlowMatchSchedule Even(FlowMatchOptions options, int steps, double? tokens = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return FromSigmas(options, SigmaGrid.Linear(1, 1.0 / steps, steps), tokens is { } n ? options.Mu(n) : null);
    }

    /// <summary>The run of a scheduler that is only told a number of steps: from the largest to the smallest level of training.</summary>
    /// <remarks>A static shift acts twice here, since the levels of training are shifted already.</remarks>
    /// <param name="options">The model's.</param>
    /// <param name="steps">At least 1.</param>
    /// <param name="mu">The dynamic shift, where there is one.</param>
    public static FlowMatchSchedule Default(FlowMatchOptions options, int steps, double? mu = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var training = TrainingSigmas(options);
        return Finish(options, SigmaGrid.Linear(training[0], training[^1], steps), mu);
    }

    /// <summary>A run over given levels, which are shifted.</summary>
    /// <param name="options">The model's.</param>
    /// <param name="sigmas">Falling levels in 0..1, without the end of the run; at least one.</param>
    /// <param name="mu">The dynamic shift, where there is one.</param>
    /// <param name="timesteps">What the network is told, where that is not sigma; as many as levels.</param>
    public static FlowMatchSchedule FromSigmas(FlowMatchOptions options, IReadOnlyList<double> sigmas, double? mu = null, IReadOnlyList<double>? timesteps = null)
    {
        if (sigmas.Count == 0 || timesteps is not null && timesteps.Count != sigmas.Count)
            throw new ArgumentException($"{sigmas.Count} sigmas and {timesteps?.Count ?? sigmas.Count} timesteps were given; as many of both are needed, at least one.");
        return Finish(options, [.. sigmas.Select(s => (double)(float)s)], mu, timesteps);
    }

    /// <summary>A run over given timesteps: the network is told them as they are, the levels are shifted.</summary>
    public static FlowMatchSchedule FromTimesteps(FlowMatchOptions options, IReadOnlyList<double> timesteps, double? mu = null) =>
        FromSigmas(options, [.. timesteps.Select(t => (float)t / options.TrainTimesteps)], mu, timesteps);

    /// <summary>All levels of training, largest first, with no end appended.</summary>
    public static FlowMatchSchedule Training(FlowMatchOptions options)
    {
        var sigmas = TrainingSigmas(options);
        return new(options, sigmas, Array.ConvertAll(sigmas, s => s * options.TrainTimesteps));
    }

    /// <summary>The index of a timestep, up to a thousandth; the second one where it stands in the list several times.</summary>
    /// <exception cref="ArgumentException">The timestep is none of this run's.</exception>
    public int IndexOf(float timestep)
    {
        var matches = Enumerable.Range(0, Timesteps.Count).Where(i => Math.Abs(Timesteps[i] - timestep) < 1e-3).Take(2).ToArray();
        return matches.Length > 0
            ? matches[^1]
            : throw new ArgumentException($"Timestep {timestep} is none of this run's: {string.Join(", ", Timesteps)}.");
    }

    /// <summary>A clean sample at level <paramref name="index"/>: sigma noise + (1 - sigma) clean.</summary>
    public Tensor AddNoise(Tensor clean, Tensor noise, int index)
    {
        var sigma = Tensor.Scalar(Sigmas[index], ScalarType.Float32, clean.Device).To(clean.Type);
        return sigma * noise + (1.0 - sigma) * clean;
    }

    /// <summary>Clean samples, each at the level of its own timestep.</summary>
    /// <param name="clean">[batch, ...].</param>
    /// <param name="noise">As clean.</param>
    /// <param name="timesteps">One of <see cref="Timesteps"/> per sample.</param>
    public Tensor AddNoise(Tensor clean, Tensor noise, ReadOnlySpan<float> timesteps)
    {
        var sigmas = new float[timesteps.Length];
        for (var i = 0; i < sigmas.Length; i++)
            sigmas[i] = Sigmas[IndexOf(timesteps[i])];
        var shape = Enumerable.Repeat(1L, clean.Rank).ToArray();
        shape[0] = sigmas.Length;
        var sigma = Tensor.From(sigmas, shape).To(clean.Device, clean.Type);
        return sigma * noise + (1.0 - sigma) * clean;
    }

    /// <summary>The same run as Heun's method visits it: every level but the first twice.</summary>
    internal FlowMatchSchedule Doubled() => new(
        Options,
        [Sigmas[0], .. Sigmas.Skip(1).SkipLast(1).SelectMany(s => new[] { s, s }), Sigmas[^1]],
        [Timesteps[0], .. Timesteps.Skip(1).SelectMany(t => new[] { t, t })]);

    private static float[] TrainingSigmas(FlowMatchOptions options)
    {
        var count = options.TrainTimesteps;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(options.TrainTimesteps));
        var shift = options.DynamicShift ? 1f : (float)options.Shift;
        var sigmas = new float[count];
        for (var i = 0; i < count; i++)
        {
            var sigma = (float)(count - i) / count;
            sigmas[i] = shift * sigma / (1 + (shift - 1) * sigma);
        }

        return sigmas;
    }

    // Shift, stretch to the terminal level, spread anew, then single precision and the end of the run.
    private static FlowMatchSchedule Finish(FlowMatchOptions options, double[] levels, double? mu, IReadOnlyList<double>? given = null)
    {
        levels = SigmaGrid.Map(levels, Shift(options, mu));
        if (options.ShiftTerminal is { } terminal and not 0)
        {
            var scale = (1 - levels[^1]) / (1 - terminal);
            levels = SigmaGrid.Map(levels, s => 1 - (1 - s) / scale);
        }

        levels = SigmaGrid.Respace(levels, options.Spacing);
        var sigmas = Array.ConvertAll(levels, s => options.Invert ? 1 - (float)s : (float)s);
        var timesteps = given is null || options.Invert
            ? Array.ConvertAll(sigmas, s => s * options.TrainTimesteps)
            : [.. given.Select(t => (float)t)];
        return new(options, [.. sigmas, options.Invert ? 1 : 0], timesteps);
    }

    private static Func<double, double> Shift(FlowMatchOptions options, double? mu)
    {
        if (!options.DynamicShift)
            return s => options.Shift * s / (1 + (options.Shift - 1) * s);
        var m = mu ?? throw new ArgumentException("A dynamic shift needs mu, or the number of image tokens.");
        var factor = options.TimeShift == TimeShift.Exponential ? Math.Exp(m) : m;
        return s => factor / (factor + 1 / s - 1);
    }
}
