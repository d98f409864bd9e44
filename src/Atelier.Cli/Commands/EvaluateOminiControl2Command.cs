using System.CommandLine;
using Atelier.Cli.Control;
using Atelier.Cli.Diagnosis;
using Atelier.Cli.Generation;
using Atelier.Cli.Shell;
using Atelier.Evaluation.GenEval;
using Atelier.Evaluation.Scenes;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Judging;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Commands;

/// <summary>Control metrics of condition adapters, and the speed of conditions.</summary>
internal static class EvaluateOminiControl2Command
{
    private const string ControlSection = "control";
    private const string SpeedSection = "speed";

    public static Command Create()
    {
        var model = new Option<string>("--model", "-m") { Description = "Name of a model or a model folder", HelpName = "NAME", DefaultValueFactory = _ => "mini" };
        var adapters = new Option<string[]>("--adapter")
        {
            Description = "Adapter files to compare; each is measured on its tasks", HelpName = "FILE", AllowMultipleArgumentsPerToken = true,
        };
        var data = new Option<string>("--data") { Description = "Dataset whose first scenes are held out", HelpName = "DIR", DefaultValueFactory = _ => "data/diorama-128" };
        var scenes = Ranged.Of("--scenes", "Held-out scenes of each task", 1, 100_000, 500);
        var steps = Ranged.Optional("--steps", "Denoising steps [default: the model's]", 1, TextToImageRequest.MaxSteps);
        var strengths = new Option<double[]>("--strengths")
        {
            Description = "Strengths of conditions, other than 1, to measure as well", HelpName = "S", AllowMultipleArgumentsPerToken = true,
        };
        var guided = new Option<string?>("--guided") { Description = "Whether guidance makes conditions stronger [default: as their kinds are]", HelpName = "on|off" };
        guided.AcceptOnlyFromAmong("on", "off");
        var pictures = new Option<string?>("--pictures") { Description = "Keep the painted pictures here and take those that are there: a stopped evaluation goes on", HelpName = "DIR" };
        var speed = new Option<bool>("--speed") { Description = "Measure the speed of conditions at FLUX.1's width instead (an hour and 12 GB; less with --sizes 512)" };
        var sizes = new Option<int[]>("--sizes")
        {
            Description = "Sides of the pictures for --speed, multiples of 32 [default: 512 1024]", HelpName = "PIXELS", AllowMultipleArgumentsPerToken = true,
        };
        var runs = Ranged.Of("--runs", "Measured steps of each kind for --speed", 1, 1000, new SpeedOptions().Runs);
        var heads = Ranged.Of("--heads", "Attention heads of 128 channels for --speed; FLUX.1 has 24", 1, 256, new SpeedOptions().Network.NumAttentionHeads);
        var blocks = new Option<int[]>("--blocks")
        {
            Description = "Double and single blocks for --speed [default: 2 4]; FLUX.1 has 19 and 38", HelpName = "COUNT", AllowMultipleArgumentsPerToken = true,
        };
        var counts = new Option<int[]>("--conditions")
        {
            Description = "Numbers of conditions for --speed [default: 1 2 4]", HelpName = "COUNT", AllowMultipleArgumentsPerToken = true,
        };
        var modes = new Option<string[]>("--modes")
        {
            Description = "What --speed times: none, joint, reused, compact [default: all]", HelpName = "MODE", AllowMultipleArgumentsPerToken = true,
        };
        modes.AcceptOnlyFromAmong([.. Enum.GetNames<SpeedMode>().Select(n => n.ToLowerInvariant())]);
        var docs = new Option<string?>("--docs")
        {
            Description = "Page whose tables are written anew, such as docs/ominicontrol2.md; pictures go to its folder images", HelpName = "FILE",
        };
        var command = new Command("ominicontrol2", "Score condition adapters on held-out scenes, or time conditions")
        {
            model, adapters, data, scenes, steps, strengths, guided, pictures, speed, sizes, counts, modes, runs, heads, blocks, docs,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var terminal = Terminal.Of(parsed);
            var page = parsed.GetValue(docs);
            return Task.FromResult(parsed.GetValue(speed)
                ? Speed(
                    Options(parsed.GetValue(sizes) ?? [], parsed.GetValue(counts) ?? [], parsed.GetValue(modes) ?? [], parsed.GetValue(runs), parsed.GetValue(heads), parsed.GetValue(blocks) ?? []), page,
                    CommonOptions.IsJson(parsed), terminal, cancellation)
                : Control(
                    new(
                        parsed.GetRequiredValue(model), parsed.GetValue(adapters) ?? [], parsed.GetRequiredValue(data), parsed.GetValue(scenes),
                        parsed.GetValue(steps), parsed.GetValue(strengths) ?? [], parsed.GetValue(guided) is { } word ? word == "on" : null, parsed.GetValue(pictures)),
                    page, CommonOptions.IsJson(parsed), terminal, cancellation));
        });
        return command;
    }

    private static int Control(ControlEvaluationJob job, string? page, bool json, Terminal terminal, CancellationToken cancellation)
    {
        if (job.Adapters.Count == 0)
            throw new UsageException("No adapter was named: --adapter FILE ..., such as those that atelier export writes.");
        ProductTypes.Set(null);
        using var pipeline = new OminiControl2Pipeline(FluxPipelineLoader.Open(job.Model));
        foreach (var file in job.Adapters)
            pipeline.Open(file);
        if (pipeline.Adapters.FirstOrDefault(a => !a.HasRule) is { } unknown)
            throw new UsageException($"Adapter {unknown.Name} does not say what it was trained on.");
        using var truths = new ControlTruths(job.Data, pipeline.Defaults.SizeStep);
        if (job.Scenes > truths.Count)
            throw new UsageException($"--scenes {job.Scenes}: '{job.Data}' has {truths.Count}.");
        using var reader = Judge("scene-reader", SceneReaderJudge.Open, "depth, segmentation and Diorama-FID", terminal);
        using var detector = Judge("scene-detector", SceneJudge.Open, "subjects and the objects that are seen", terminal);
        var evaluation = new OminiControl2Evaluation(pipeline, truths, new(reader, detector)) { Steps = job.Steps, Strengths = job.Strengths, Guided = job.Guided, Pictures = job.Pictures };
        using var status = new StatusLine(terminal);
        var total = evaluation.PicturesOf(job.Scenes);
        var images = page is null ? null : Path.Combine(Path.GetDirectoryName(page) ?? "", "images");
        var scores = evaluation.Run(job.Scenes, images is null ? null : Sheet, new Counter(done => status.Show($"picture {done}/{total}", (double)done / total)), cancellation);
        status.Clear();
        if (json)
        {
            foreach (var score in scores)
                CliJson.Write(terminal.Output, new ControlScoreLine(score.Task.Name(), score.Metric, score.Variant, score.Value), CliJson.Default.ControlScoreLine);
        }
        else
        {
            terminal.Output.WriteLine(ControlTable.Of(scores).TrimEnd());
        }

        if (page is not null)
            DocumentSection.Write(page, ControlSection, $"{job.Scenes} held-out scenes of each task.\n\n{ControlTable.Of(scores)}\n{Pictures(scores, images!)}");
        return ExitCode.Done;

        void Sheet(ControlTask task, Picture picture)
        {
            Directory.CreateDirectory(images!);
            PictureFile.Save(picture, Path.Combine(images!, $"ominicontrol2-{task.Name()}.jpg"));
        }
    }

    private static string Pictures(IReadOnlyList<ControlScore> scores, string images)
    {
        var lines = new List<string>();
        foreach (var task in scores.Select(s => s.Task).Distinct())
        {
            lines.Add($"![{task.Name()}: condition, scene, without, with each adapter](images/ominicontrol2-{task.Name()}.jpg)");
            if (VariantChart.Of(task, scores) is { } bars)
            {
                bars.Save(Path.Combine(images, $"ominicontrol2-{task.Name()}.svg"));
                lines.Add($"![{task.Name()} by adapter](images/ominicontrol2-{task.Name()}.svg)");
            }

            if (StrengthChart.Of(task, scores) is not { } chart)
                continue;
            chart.Save(Path.Combine(images, $"ominicontrol2-{task.Name()}-strength.svg"));
            lines.Add($"![{task.Name()} over strength](images/ominicontrol2-{task.Name()}-strength.svg)");
        }

        return string.Join('\n', lines);
    }

    private static int Speed(SpeedOptions options, string? page, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var precision = ProductTypes.Set(null);
        using var evaluation = new SpeedEvaluation(options);
        var rows = evaluation.Run(terminal.Note, cancellation);
        var table = SpeedTable.Of(rows, options, $"{Processor.Read().Model}, {Environment.ProcessorCount} threads, {precision}, {PeakMemory.Text()}");
        if (json)
        {
            foreach (var row in rows)
                CliJson.Write(terminal.Output, row, CliJson.Default.SpeedRow);
        }
        else
        {
            terminal.Output.WriteLine(table.TrimEnd());
        }

        if (page is not null)
            DocumentSection.Write(page, SpeedSection, table);
        return ExitCode.Done;
    }

    private static SpeedOptions Options(int[] sizes, int[] conditions, string[] modes, int runs, int heads, int[] blocks)
    {
        if (sizes.Cast<int?>().FirstOrDefault(s => s < 32 || s % 32 != 0) is { } wrong)
            throw new UsageException($"--sizes are multiples of 32 from 32 on; {wrong} was given.");
        if (conditions.Cast<int?>().FirstOrDefault(c => c is < 1 or > ControlCondition.MaxCount) is { } count)
            throw new UsageException($"--conditions are numbers from 1 to {ControlCondition.MaxCount}; {count} was given.");
        if (blocks.Length > 0 && (blocks.Length != 2 || blocks.Any(b => b is < 1 or > 100)))
            throw new UsageException($"--blocks are two numbers from 1 to 100, double and single blocks; {string.Join(' ', blocks)} was given.");
        var options = new SpeedOptions();
        var network = options.Network with { NumAttentionHeads = heads };
        if (blocks.Length > 0)
            network = network with { NumLayers = blocks[0], NumSingleLayers = blocks[1] };
        return options with
        {
            Runs = runs, Sizes = sizes.Length > 0 ? sizes : options.Sizes, Conditions = conditions.Length > 0 ? conditions : options.Conditions, Network = network,
            Modes = modes.Length > 0 ? [.. modes.Select(m => Enum.Parse<SpeedMode>(m, ignoreCase: true))] : options.Modes,
        };
    }

    private static T? Judge<T>(string name, Func<string, T> open, string measures, Terminal terminal)
        where T : class
    {
        try
        {
            return open(ModelCatalog.Find(name));
        }
        catch (Exception fault) when (fault is FileNotFoundException or WeightException or RequestException)
        {
            terminal.Note($"{name} is not trained yet: {measures} are left out.");
            return null;
        }
    }
}
