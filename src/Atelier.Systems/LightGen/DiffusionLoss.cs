using Atelier.Diffusion;
using Atelier.Diffusion.Gaussian;
using Atelier.Diffusion.Grids;
using Atelier.Diffusion.Samplers;
using Atelier.Models.Mar;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>MAR's diffusion loss: the head trained and sampled as a small diffusion model per token.</summary>
/// <param name="head">The network.</param>
/// <param name="respacing">Steps of sampling, as <see cref="TimestepRespacing.Kept"/>; empty takes all 1000.</param>
public sealed class DiffusionLoss(DiffusionHead head, string respacing = "100")
{
    // A step from nearly pure noise multiplies an error of the head by hundreds; half precision is too coarse there.
    private const double SensitiveAbove = 10;

    private static readonly NoiseSchedule Noise = new() { Curve = BetaCurve.SquaredCosine };
    private readonly GaussianDiffusion _training = GaussianDiffusion.Create(Noise, prediction: PredictionOf(head));
    private readonly GaussianDiffusion _sampling = GaussianDiffusion.Create(Noise, respacing, PredictionOf(head));

    /// <summary>
    /// Keeps clean estimates of sampling within so much of zero. The references do without; a head that was trained for minutes needs it, since the
    /// first steps multiply its errors by hundreds. Null leaves them.
    /// </summary>
    public double? ClipRange { get; init; }

    /// <summary>The chain of training.</summary>
    public GaussianDiffusion Training => _training;

    /// <summary>The chain of sampling.</summary>
    public GaussianDiffusion Sampling => _sampling;

    /// <summary>The loss of every row.</summary>
    /// <param name="target">Clean tokens, [N, C].</param>
    /// <param name="condition">[N, D].</param>
    /// <param name="t">Timesteps 0 to 999, [N].</param>
    /// <param name="noise">As target.</param>
    public DiffusionLosses Losses(Tensor target, Tensor condition, Tensor t, Tensor noise) =>
        _training.Losses((x, told) => head.Forward(x, told, condition), target, t, noise);

    /// <summary>The loss of every row where each token has several, whose condition is embedded once.</summary>
    /// <param name="target">Clean tokens, rows (sample, repeat, token), [N, C].</param>
    /// <param name="conditions">[B, tokens, D].</param>
    /// <param name="t">[N].</param>
    /// <param name="noise">As target.</param>
    internal DiffusionLosses LossesOfRepeats(Tensor target, Tensor conditions, Tensor t, Tensor noise)
    {
        var repeats = target.Size(0) / (conditions.Size(0) * conditions.Size(1));
        var embedded = head.Condition(conditions).Repeat(1, repeats, 1).Flatten(0, 1); // [N, W]
        return _training.Losses((x, told) => head.Embedded(x, EachTime(told), embedded), target, t, noise);

        // There are fewer timesteps than rows in a usual batch.
        Tensor EachTime(Tensor told) => told.Size(0) <= _training.Steps
            ? head.TimeEmbedding(told)
            : head.TimeEmbedding(Tensor.Arange(0, _training.Steps).To(told.Device)).IndexSelect(0, told);
    }

    /// <summary>The loss of every row at timesteps and noise from a generator.</summary>
    public DiffusionLosses Losses(Tensor target, Tensor condition, Generator generator)
    {
        var t = Tensor.RandInt(0, _training.Steps, [target.Size(0)], generator).To(target.Device);
        return Losses(target, condition, t, Tensor.RandN(target.Shape, generator).To(target.Device));
    }

    /// <summary>New tokens.</summary>
    /// <param name="condition">[N, D]; with guidance [2 N, D], the unconditional rows second.</param>
    /// <param name="noise">Asked for the N first rows, then once per step for all rows.</param>
    /// <param name="guidance">Strength; 1 is none.</param>
    /// <param name="temperature">Scales the noise of the steps.</param>
    /// <param name="onStep">As in <see cref="GaussianDiffusion.Sample"/>.</param>
    /// <param name="bothHalves">The conditions have an unconditional half; null where the strength is not 1.</param>
    /// <param name="cancellation">Takes effect within one step.</param>
    /// <returns>As many rows as conditions; with guidance only the first half counts.</returns>
    public Tensor Sample(
        Tensor condition, NoiseSource noise, double guidance = 1, double temperature = 1, Action<int, Tensor, Tensor>? onStep = null, bool? bothHalves = null,
        CancellationToken cancellation = default)
    {
        using var times = new HeadTimes(head, condition.Device);
        return Sample(condition, noise, times, guidance, temperature, onStep, bothHalves ?? guidance != 1, cancellation);
    }

    internal HeadTimes Times(Device device) => new(head, device);

    internal Tensor Sample(
        Tensor condition, NoiseSource noise, HeadTimes times, double guidance, double temperature, Action<int, Tensor, Tensor>? onStep, bool guided,
        CancellationToken cancellation)
    {
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        var rows = guided ? condition.Size(0) / 2 : condition.Size(0);
        var coarse = ProductPrecision.Current is ScalarType.BFloat16 or ScalarType.Float16;
        Tensor embedded; // the same at every step
        using (coarse ? ProductPrecision.Use(ScalarType.Float32) : null)
            embedded = head.Condition(condition);
        var first = noise.Like(Tensor.Zeros([rows, head.Config.Channels], ScalarType.Float32, condition.Device));
        var initial = guided ? Tensor.Cat([first, first]) : first;
        return scope.Keep(_sampling.Sample(Answer, initial, noise, temperature, onStep, ClipRange));

        Tensor Answer(Tensor x, int timestep)
        {
            cancellation.ThrowIfCancellationRequested();
            using var precise = coarse && IsSensitive(timestep) ? ProductPrecision.Use(ScalarType.Float32) : null;
            var time = times.At(timestep);
            if (!guided)
                return head.Embedded(x, time, embedded);
            var half = x.Narrow(0, 0, rows);
            return head.Guided(head.Embedded(Tensor.Cat([half, half]), time, embedded), guidance);
        }
    }

    private static PredictionType PredictionOf(DiffusionHead head) => head.Config.AnswersVelocity ? PredictionType.Velocity : PredictionType.Epsilon;

    private bool IsSensitive(int timestep)
    {
        if (head.Config.AnswersVelocity)
            return false; // nothing multiplies a velocity by more than 1
        var tables = _sampling.Tables;
        var i = ((IList<int>)tables.TimestepMap).IndexOf(timestep);
        return tables.PosteriorMeanOfClean[i] * Math.Sqrt((1 / tables.CumulativeAlphas[i]) - 1) > SensitiveAbove;
    }
}
