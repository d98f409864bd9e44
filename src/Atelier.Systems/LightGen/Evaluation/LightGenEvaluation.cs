using Atelier.Evaluation.GenEval;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Systems.Pipelines;
using Atelier.Systems.Teachers;
using Atelier.Torch;

namespace Atelier.Systems.LightGen.Evaluation;

/// <summary>Judges arms of an experiment on the same prompts and seeds.</summary>
/// <param name="run">Judges pictures.</param>
/// <param name="store">Keeps what is judged.</param>
/// <param name="promptsPerCategory">Of the fixed set.</param>
public sealed class LightGenEvaluation(GenEvalRun run, ArmStore store, int promptsPerCategory)
{
    private const string Truth = "true renders";

    /// <summary>The prompts.</summary>
    public IReadOnlyList<GenEvalPrompt> Prompts { get; } = GenEvalPrompts.Create(promptsPerCategory);

    /// <summary>True renders: the ceiling.</summary>
    public ArmScores Ceiling(IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        Kept(new(Truth, "", null, promptsPerCategory, null, null, null, "", [], []), () => run.JudgeTruth(Prompts, null, progress, cancellation));

    /// <summary>True renders through a model's autoencoder: no model with it can show more.</summary>
    /// <param name="model">Name or folder of a masked model.</param>
    /// <param name="progress">Told after each prompt: how many are done.</param>
    /// <param name="cancellation">Takes effect between two prompts.</param>
    /// <exception cref="RequestException">There is no such model.</exception>
    public ArmScores Encoded(string model, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        Kept(new($"{Truth} through the autoencoder", model, null, promptsPerCategory, null, null, null, "", [], []), () =>
        {
            using var autoencoder = LightGenPipelineLoader.OpenAutoencoder(model);
            return run.JudgeTruth(Prompts, Through, progress, cancellation);

            Picture Through(Picture truth)
            {
                using var scope = Tensor.Scope();
                using var noGrad = new NoGrad();
                return PictureTensors.ToPicture(autoencoder.Decode(autoencoder.Encode(PictureTensors.ToTensor(truth.ToRgb())).Mean));
            }
        });

    /// <summary>One arm. Where it is stopped, what is painted is kept for the next time.</summary>
    /// <param name="arm">The model.</param>
    /// <param name="steps">Of its sampler; the model's own if left out.</param>
    /// <param name="headSteps">Diffusion steps of each token; the model's own if left out.</param>
    /// <param name="guidance">Strength; the model's own if left out.</param>
    /// <param name="progress">Told after each prompt: how many are done.</param>
    /// <param name="cancellation">Takes effect within a picture.</param>
    /// <exception cref="RequestException">There is no such model.</exception>
    public ArmScores Score(
        EvaluationArm arm, int? steps = null, int? headSteps = null, double? guidance = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var plan = new ArmScores(arm.Name, arm.Model, arm.Place, promptsPerCategory, steps, headSteps, guidance, Weights(arm.Model), [], []);
        return Kept(plan, () =>
        {
            using var opened = ModelPainter.Open(arm.Model, steps, guidance, headSteps);
            var pictures = store.Unfinished(plan);
            var answers = run.Judge(Prompts, Paint, progress, cancellation);
            pictures.Remove();
            return answers;

            IReadOnlyList<Picture> Paint(string text, IReadOnlyList<long> seeds) =>
                pictures.Paint(text, seeds, () => opened.Painter.Paint([.. seeds.Select(s => (text, s))], cancellation));
        });
    }

    private ArmScores Kept(ArmScores plan, Func<GenEvalAnswers> judge)
    {
        if (store.Find(plan) is { } known)
            return known;
        var scores = plan.With(judge());
        store.Keep(scores);
        return scores;
    }

    private static string Weights(string model)
    {
        var folder = Path.Combine(ModelCatalog.Find(model), "transformer");
        if (!Directory.Exists(folder))
            return "";
        var files = Directory.EnumerateFiles(folder).Select(f => new FileInfo(f)).Where(f => f.Extension != ".json").OrderBy(f => f.Name, StringComparer.Ordinal);
        return string.Join(", ", files.Select(f => FormattableString.Invariant($"{f.Name} {f.Length} {f.LastWriteTimeUtc:yyyy-MM-ddTHH:mm:ss}")));
    }
}
