using Atelier.Evaluation.Metrics.Features;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>Control by task and adapter over held-out scenes, beside ceiling and floor; the same scenes, prompts and seeds for all.</summary>
/// <param name="pipeline">With the adapters open.</param>
/// <param name="truths">The scenes.</param>
/// <param name="judge">Measures.</param>
public sealed class OminiControl2Evaluation(OminiControl2Pipeline pipeline, ControlTruths truths, ControlJudge judge)
{
    private const string Distance = "Diorama-FID";
    private const int SheetScenes = 4;

    /// <summary>Denoising steps; the model's if null.</summary>
    public int? Steps { get; init; }

    /// <summary>Strengths of the conditions, other than 1, that are tried as well.</summary>
    public IReadOnlyList<double> Strengths { get; init; } = [];

    /// <summary>Whether guidance makes conditions stronger; as their tasks are guided if null.</summary>
    public bool? Guided { get; init; }

    /// <summary>Keeps painted pictures, and takes those that are there: a stopped evaluation goes on. Null keeps none.</summary>
    public string? Pictures { get; init; }

    /// <summary>Measures every open adapter on each of its tasks.</summary>
    /// <param name="scenes">Scenes of each task.</param>
    /// <param name="sheet">Takes a contact sheet of each task; may be null.</param>
    /// <param name="progress">Told the pictures that are done.</param>
    /// <param name="cancellation">Takes effect within a step.</param>
    public IReadOnlyList<ControlScore> Run(
        int scenes, Action<ControlTask, Picture>? sheet = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var scores = new List<ControlScore>();
        var done = 0;
        var painted = new PaintedPictures(Pictures, Pictures is null ? "" : pipeline.Fingerprint());
        var names = ControlVariant.Of(pipeline.Adapters);
        var fingerprints = pipeline.Adapters.ToDictionary(a => a, a => a.Fingerprint());
        foreach (var task in pipeline.Adapters.SelectMany(a => a.Rule.Tasks).Distinct().Order())
        {
            var adapters = pipeline.Adapters.Where(a => a.Rule.Tasks.Contains(task)).ToArray();
            var variants = new List<(string Name, ControlAdapter Adapter, double Strength)> { (ControlScore.Floor, adapters[0], 0) };
            if (task == ControlTask.Subject)
                variants.Add((ControlScore.Named, adapters[0], 0));
            variants.AddRange(adapters.Select(a => (names[a], a, 1.0)));
            variants.AddRange(from s in Strengths from a in adapters select ($"{names[a]}, strength {s:0.##}", a, s));
            var sums = new Dictionary<(string Variant, string Metric), double>();
            var features = new Dictionary<string, List<Tensor>>();
            var entries = new List<ContactSheetEntry>();
            var guided = Guided ?? task.IsGuided();
            using var scope = Tensor.Scope();
            for (var i = 0; i < scenes; i++)
            {
                var truth = truths.At(task, i);
                Add(ControlScore.Ceiling, truth, truth.Picture);
                if (i < SheetScenes)
                    entries.AddRange([new(truth.Condition, task.Name()), new(truth.Picture, truth.Caption)]);
                foreach (var (name, adapter, strength) in variants)
                {
                    var asked = name == ControlScore.Named ? truth with { Caption = truth.Named } : truth;
                    var how = $"seed {i}, {Steps ?? pipeline.Defaults.Steps} steps{(guided && strength > 0 ? ", guided" : "")}";
                    var picture = painted.Of(asked, fingerprints[adapter], strength, how, () => Paint(asked, adapter, strength, i, cancellation));
                    Add(name, truth, picture);
                    if (i < SheetScenes)
                        entries.Add(new(picture, name));
                    progress?.Report(++done);
                }
            }

            foreach (var ((variant, metric), sum) in sums)
                scores.Add(new(task, metric, variant, sum / scenes));
            foreach (var (variant, rows) in features.Where(f => f.Key != ControlScore.Ceiling && scenes > 1))
                scores.Add(new(task, Distance, variant, FrechetDistance.Between(Tensor.Cat([.. rows]), Tensor.Cat([.. features[ControlScore.Ceiling]]))));
            sheet?.Invoke(task, ContactSheet.Make(entries, new() { Columns = variants.Count + 2, CellSize = truths.Size, Gap = 6, CaptionLines = 3 }));

            void Add(string variant, ControlTruth truth, Picture picture)
            {
                foreach (var (metric, value) in judge.Measure(truth, picture))
                    sums[(variant, metric)] = sums.GetValueOrDefault((variant, metric)) + value;
                if (judge.Features(picture) is not { } row)
                    return;
                if (!features.TryGetValue(variant, out var rows))
                    features.Add(variant, rows = []);
                rows.Add(row);
            }
        }

        return scores;
    }

    /// <summary>Pictures that a run paints.</summary>
    public int PicturesOf(int scenes) => pipeline.Adapters.SelectMany(a => a.Rule.Tasks).Distinct()
        .Sum(t => ((t == ControlTask.Subject ? 2 : 1) + (pipeline.Adapters.Count(a => a.Rule.Tasks.Contains(t)) * (1 + Strengths.Count))) * scenes);

    private Picture Paint(ControlTruth truth, ControlAdapter adapter, double strength, int seed, CancellationToken cancellation)
    {
        var condition = new ControlCondition(truth.Task, truth.Unknown is null ? truth.Condition : truth.Picture)
        {
            Unknown = truth.Unknown, Strength = strength, Guided = Guided, Adapter = adapter.Name,
        };
        var request = new OminiControl2Request
        {
            Picture = new() { Prompt = truth.Caption, Seed = seed, Steps = Steps, Width = truth.Picture.Width, Height = truth.Picture.Height },
            Conditions = [condition],
        };
        return pipeline.Run(request, null, cancellation).Single().Painted.Picture;
    }
}
