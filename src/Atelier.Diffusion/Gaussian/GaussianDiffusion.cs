using Atelier.Diffusion.Grids;
using Atelier.Diffusion.Samplers;
using Atelier.Torch;

namespace Atelier.Diffusion.Gaussian;

/// <summary>Gaussian diffusion with predicted noise and a learned variance range (Nichol and Dhariwal 2021): noising, loss, ancestral sampling.</summary>
/// <remarks>
/// A network takes x [rows, C, ...] and timesteps [rows] and gives [rows, 2 C, ...]: the noise, or the velocity (Salimans and Ho 2022), then the place of the log variance
/// between its bounds as -1..1.
/// </remarks>
public sealed class GaussianDiffusion
{
    private readonly GaussianTables _tables;
    private readonly bool _velocity;

    /// <summary>A chain of constants.</summary>
    /// <param name="tables">The chain's constants.</param>
    /// <param name="prediction">What the network answers: <see cref="PredictionType.Epsilon"/> or <see cref="PredictionType.Velocity"/>.</param>
    /// <exception cref="ArgumentException">It answers something else.</exception>
    public GaussianDiffusion(GaussianTables tables, PredictionType prediction = PredictionType.Epsilon)
    {
        if (prediction is not (PredictionType.Epsilon or PredictionType.Velocity))
            throw new ArgumentException($"The prediction is {prediction}; allowed: {PredictionType.Epsilon}, {PredictionType.Velocity}.", nameof(prediction));
        (_tables, _velocity) = (tables, prediction == PredictionType.Velocity);
    }

    /// <summary>The chain's constants.</summary>
    public GaussianTables Tables => _tables;

    /// <summary>Timesteps of the chain.</summary>
    public int Steps => _tables.TimestepMap.Count;

    /// <summary>A chain over a noise schedule.</summary>
    /// <param name="noise">Of training.</param>
    /// <param name="respacing">As <see cref="TimestepRespacing.Kept"/>.</param>
    /// <param name="prediction">As in the constructor.</param>
    public static GaussianDiffusion Create(NoiseSchedule noise, string respacing = "", PredictionType prediction = PredictionType.Epsilon) =>
        new(new(noise.CumulativeAlphas(), TimestepRespacing.Kept(noise.TrainTimesteps, respacing)), prediction);

    /// <summary>Clean samples at their timesteps.</summary>
    /// <param name="clean">[rows, ...].</param>
    /// <param name="t">Whole numbers, [rows].</param>
    /// <param name="noise">As clean.</param>
    public Tensor AddNoise(Tensor clean, Tensor t, Tensor noise) =>
        At(_tables.CumulativeAlphas, Math.Sqrt, t, clean) * clean + At(_tables.CumulativeAlphas, a => Math.Sqrt(1 - a), t, clean) * noise;

    /// <summary>The step back, given the data.</summary>
    public GaussianMoments Posterior(Tensor clean, Tensor noisy, Tensor t) =>
        new(PosteriorMean(clean, noisy, t), At(_tables.PosteriorLogVariance, Same, t, clean));

    /// <summary>The data that a network's output implies.</summary>
    /// <param name="output">[rows, 2 C, ...].</param>
    /// <param name="noisy">[rows, C, ...].</param>
    /// <param name="t">[rows].</param>
    public Tensor PredictedClean(Tensor output, Tensor noisy, Tensor t) =>
        At(_tables.CumulativeAlphas, OfNoisy, t, noisy) * noisy - At(_tables.CumulativeAlphas, OfAnswer, t, noisy) * output.Narrow(1, 0, noisy.Size(1));

    /// <summary>The step back as a network's output says it.</summary>
    public GaussianMoments Predicted(Tensor output, Tensor noisy, Tensor t)
    {
        var channels = noisy.Size(1);
        var share = (output.Narrow(1, channels, channels) + 1) / 2;
        var logVariance = share * At(_tables.Betas, Math.Log, t, noisy) + (1.0 - share) * At(_tables.PosteriorLogVariance, Same, t, noisy);
        return new(PosteriorMean(PredictedClean(output, noisy, t), noisy, t), logVariance);
    }

    /// <summary>The training loss of every row.</summary>
    /// <param name="network">The network.</param>
    /// <param name="clean">[rows, C, ...].</param>
    /// <param name="t">[rows].</param>
    /// <param name="noise">As clean.</param>
    public DiffusionLosses Losses(Func<Tensor, Tensor, Tensor> network, Tensor clean, Tensor t, Tensor noise)
    {
        var noisy = AddNoise(clean, t, noise);
        return Losses(network(noisy, Told(t)), noisy, clean, t, noise);
    }

    /// <summary>The training loss of every row, where the network's output is known.</summary>
    public DiffusionLosses Losses(Tensor output, Tensor noisy, Tensor clean, Tensor t, Tensor noise)
    {
        var channels = clean.Size(1);
        var predicted = output.Narrow(1, 0, channels);
        // The bound must not teach the noise: only the variance learns from it.
        var frozen = Tensor.Cat([predicted.Detach(), output.Narrow(1, channels, channels)], 1);
        var model = Predicted(frozen, noisy, t);
        var divergence = MeanOfRows(Posterior(clean, noisy, t).DivergenceTo(model));
        var reconstruction = MeanOfRows(-model.BinnedLogLikelihood(clean));
        var bound = Tensor.Where(t.Eq(0), reconstruction, divergence) / Math.Log(2);
        return _velocity
            ? new(MeanOfRows((Velocity(clean, t, noise) - predicted).Square()), bound, NoiseOf(predicted, noisy, t))
            : new(MeanOfRows((noise - predicted).Square()), bound, predicted);
    }

    /// <summary>Ancestral sampling from the largest timestep down.</summary>
    /// <param name="network">The noise and variance of a sample, [rows, 2 C, ...], at a timestep of the long chain, which is the same for all rows.</param>
    /// <param name="initial">Standard normal noise, [rows, C, ...].</param>
    /// <param name="noise">Asked once per step, the last included.</param>
    /// <param name="temperature">Scales the noise of the steps, not the initial one.</param>
    /// <param name="onStep">Told the number of steps done, the sample and its clean estimate, which live until it returns.</param>
    /// <param name="clipRange">Keeps clean estimates within so much of zero; null leaves them.</param>
    public Tensor Sample(
        Func<Tensor, int, Tensor> network, Tensor initial, NoiseSource noise, double temperature = 1, Action<int, Tensor, Tensor>? onStep = null,
        double? clipRange = null)
    {
        var channels = initial.Size(1);
        var x = initial;
        for (var i = Steps - 1; i >= 0; i--)
        {
            using var scope = Tensor.Scope();
            var output = network(x, _tables.TimestepMap[i]);
            var alpha = _tables.CumulativeAlphas[i];
            var clean = x * (float)OfNoisy(alpha) - output.Narrow(1, 0, channels) * (float)OfAnswer(alpha);
            if (clipRange is { } range)
                clean = clean.Clamp(-range, range);
            var next = clean * (float)_tables.PosteriorMeanOfClean[i] + x * (float)_tables.PosteriorMeanOfNoisy[i];
            var fresh = noise.Like(x); // drawn at the last step too, and not used there
            if (i > 0)
                next = next.AddInPlace(Deviation(output.Narrow(1, channels, channels), i).MulInPlace(fresh).MulInPlace(temperature));
            onStep?.Invoke(Steps - i, next, clean);
            if (!ReferenceEquals(x, initial))
                x.Dispose();
            x = scope.Keep(next);
        }

        return x;
    }

    // The standard deviation of a step, as the network places its log variance between the two bounds.
    private Tensor Deviation(Tensor place, int i)
    {
        var share = (place + 1) / 2;
        var logVariance = share * (float)Math.Log(_tables.Betas[i]) + (1.0 - share) * (float)_tables.PosteriorLogVariance[i];
        return (0.5 * logVariance).Exp();
    }

    // The clean estimate is so much of the sample, less so much of the answer.
    private double OfNoisy(double alpha) => _velocity ? Math.Sqrt(alpha) : Math.Sqrt(1 / alpha);

    private double OfAnswer(double alpha) => _velocity ? Math.Sqrt(1 - alpha) : Math.Sqrt((1 / alpha) - 1);

    private Tensor Velocity(Tensor clean, Tensor t, Tensor noise) =>
        At(_tables.CumulativeAlphas, Math.Sqrt, t, clean) * noise - At(_tables.CumulativeAlphas, a => Math.Sqrt(1 - a), t, clean) * clean;

    private Tensor NoiseOf(Tensor velocity, Tensor noisy, Tensor t) =>
        At(_tables.CumulativeAlphas, Math.Sqrt, t, noisy) * velocity + At(_tables.CumulativeAlphas, a => Math.Sqrt(1 - a), t, noisy) * noisy;

    /// <summary>The timesteps of the long chain, which the network knows.</summary>
    private Tensor Told(Tensor t) =>
        Tensor.From([.. _tables.TimestepMap.Select(step => (long)step)], Steps).To(t.Device).IndexSelect(0, t);

    private Tensor PosteriorMean(Tensor clean, Tensor noisy, Tensor t) =>
        At(_tables.PosteriorMeanOfClean, Same, t, noisy) * clean + At(_tables.PosteriorMeanOfNoisy, Same, t, noisy) * noisy;

    // One entry per row, in single precision, shaped to multiply the sample.
    private static Tensor At(IReadOnlyList<double> table, Func<double, double> function, Tensor t, Tensor like)
    {
        var shape = Enumerable.Repeat(1L, like.Rank).ToArray();
        shape[0] = t.Size(0);
        return Tensor.From([.. table.Select(v => (float)function(v))], table.Count).To(like.Device).IndexSelect(0, t).Reshape(shape);
    }

    private static double Same(double value) => value;

    private static Tensor MeanOfRows(Tensor x) => x.Flatten(1).Mean([1]);
}
