using System.CommandLine;
using Atelier.Cli.Diagnosis;
using Atelier.Cli.Generation;
using Atelier.Cli.Judging;
using Atelier.Cli.Shell;
using Atelier.Evaluation.GenEval;
using Atelier.Systems.LightGen;
using Atelier.Systems.LightGen.Evaluation;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;
using Atelier.Torch;

namespace Atelier.Cli.Commands;

/// <summary>Measures LightGen: arms of preference tuning side by side, curves over data, speed; writes the table of its page.</summary>
internal static class EvaluateLightGenCommand
{
    private const string DefaultArm = "no DPO=lightgen-mini";
    private const string SpeedPrompt = "a photo of a red ball and a blue cube";
    private const int SpeedRuns = 5;

    public static Command Create()
    {
        var arms = new Option<string[]>("--arm") { Description = $"An arm, as NAME=MODEL; the others are compared with the first; may be repeated [default: {DefaultArm}]", HelpName = "NAME=MODEL" };
        var points = new Option<string[]>("--curve") { Description = "A point of a curve, as pairs:1000=MODEL; may be repeated", HelpName = "CURVE:X=MODEL" };
        var judge = JudgeOption.Create("Name or folder of the detector that judges");
        var prompts = Ranged.Of("--prompts", "Prompts of each kind", 1, 1000, GenEvalPrompts.UsualPerCategory);
        var steps = Ranged.Optional("--steps", "Steps [default: the model's]", 1, TextToImageRequest.MaxSteps);
        var headSteps = Ranged.Optional("--head-steps", "Diffusion steps of each token [default: the model's]", 1, 1000);
        var guidance = Ranged.Optional("--guidance", "Strength of guidance [default: the model's]", 0.0, 100.0, "G");
        var scores = new Option<string>("--scores") { Description = "Folder where judged arms are kept; what is there is not judged again", HelpName = "DIR", DefaultValueFactory = _ => "runs/lightgen-scores" };
        var page = new Option<string?>("--page") { Description = "Markdown file whose measured part is written, such as docs/lightgen.md; else the text is printed", HelpName = "FILE" };
        var speed = new Option<bool>("--speed") { Description = "Measure where the time of a picture goes, with the first arm" };
        var command = new Command("lightgen", "Compare arms of LightGen's preference tuning, draw its data curves, measure its speed")
        {
            arms, points, judge, prompts, steps, headSteps, guidance, scores, page, speed,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var terminal = Terminal.Of(parsed);
            EvaluationArm[] compared = [.. (parsed.GetValue(arms) is { Length: > 0 } given ? given : [DefaultArm]).Select(EvaluationArm.Parse)];
            EvaluationArm[] curve = [.. (parsed.GetValue(points) ?? []).Select(EvaluationArm.ParsePoint)];
            // All of them now: an evaluation of an hour shall not end at a typing error.
            foreach (var arm in compared.Concat(curve))
                ModelIndex.Open(ModelCatalog.Find(arm.Model));
            if (parsed.GetValue(speed) && !LightGenPipelineLoader.Knows(compared[0].Model))
                throw new UsageException($"--speed measures a masked model; '{compared[0].Model}' is none.");
            ProductTypes.Set(null);
            using var detector = JudgeOption.Open(parsed.GetRequiredValue(judge), SceneJudge.Open);
            using var status = new StatusLine(terminal);
            var evaluation = new LightGenEvaluation(new(detector), new(parsed.GetRequiredValue(scores)), parsed.GetValue(prompts));
            var progress = new CountProgress(status, "prompt", evaluation.Prompts.Count);
            ArmScores Score(EvaluationArm arm)
            {
                terminal.Note(arm.Place is { } place ? FormattableString.Invariant($"{arm.Name} {place}: {arm.Model}") : $"{arm.Name}: {arm.Model}");
                return evaluation.Score(arm, parsed.GetValue(steps), parsed.GetValue(headSteps), parsed.GetValue(guidance), progress, cancellation);
            }

            var ceiling = evaluation.Ceiling(progress, cancellation);
            var encoded = LightGenPipelineLoader.Knows(compared[0].Model) ? evaluation.Encoded(compared[0].Model, progress, cancellation) : null;
            var report = new LightGenReport(evaluation.Prompts, ceiling, [.. compared.Select(Score)], [.. curve.Select(Score)], encoded);
            var times = parsed.GetValue(speed) ? Measure(compared[0].Model, parsed.GetValue(steps), parsed.GetValue(headSteps), parsed.GetValue(guidance), cancellation) : null;
            status.Clear();
            if (CommonOptions.IsJson(parsed))
            {
                foreach (var line in report.Lines())
                    CliJson.Write(terminal.Output, line, CliJson.Default.LightGenScore);
                if (times is not null)
                    CliJson.Write(terminal.Output, times, CliJson.Default.LightGenTimes);
            }

            Write(report, times, parsed.GetValue(page), CommonOptions.IsJson(parsed), terminal);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Write(LightGenReport report, LightGenTimes? times, string? page, bool json, Terminal terminal)
    {
        var machine = $"{Processor.Read().Model}, {TorchRuntime.Threads} threads, products in {ProductPrecision.Current}";
        if (page is null)
        {
            if (!json)
                terminal.Output.Write(report.Text(times, machine, null));
            return;
        }

        var folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(page))!, "images");
        DocumentSection.Write(page, "measured", report.Text(times, machine, (folder, "images")));
        if (!json)
            terminal.WritePath(page);
    }

    // One to warm up, then the run whose whole time is the median.
    private static LightGenTimes Measure(string model, int? steps, int? headSteps, double? guidance, CancellationToken cancellation)
    {
        using var pipeline = LightGenPipelineLoader.Open(model);
        var request = new LightGenRequest(new() { Prompt = SpeedPrompt, Seed = 0, Steps = steps, Guidance = guidance }) { HeadSteps = headSteps };
        pipeline.Measure(request, cancellation);
        return Enumerable.Range(0, SpeedRuns).Select(_ => pipeline.Measure(request, cancellation)).OrderBy(t => t.Whole).ElementAt(SpeedRuns / 2);
    }
}
