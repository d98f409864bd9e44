using System.CommandLine;
using Atelier.Cli.Control;
using Atelier.Cli.Generation;
using Atelier.Cli.Shell;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Commands;

/// <summary>Paints pictures from a text under condition pictures.</summary>
internal static class ControlCommand
{
    private const int PreviewsOfPicture = 8;
    private const string AdapterFolder = "adapters";

    public static Command Create()
    {
        var command = new Command("control", "Paint pictures of a text that follow edges, depth, a subject or a known part");
        var options = new ControlOptions();
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            options.Read(parsed), CommonOptions.IsJson(parsed), Terminal.Of(parsed), cancellation)));
        return command;
    }

    private static int Run(ControlJob job, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var precision = ProductTypes.Set(job.Picture.Precision);
        using var pipeline = new OminiControl2Pipeline(FluxPipelineLoader.Open(job.Picture.Model));
        foreach (var file in Adapters(job))
        {
            if (pipeline.Open(file) is { } adapter && pipeline.IsForOtherWeights(adapter))
                terminal.Note($"adapter {adapter.Name} was trained on other weights of {adapter.Rule.Base}");
        }

        using var detectors = new ConditionDetectors(job.Detect);
        var words = job.Picture.Request;
        var request = new OminiControl2Request
        {
            Picture = job.Picture.Preview is null ? words : words with { PreviewEvery = Math.Max(1, (words.Steps ?? pipeline.Defaults.Steps) / PreviewsOfPicture) },
            Conditions = [.. job.Conditions.Select(c => c.Open(words.Width, words.Height, detectors.Detect))],
            RefreshEvery = job.RefreshEvery,
            ImageGuidance = job.ImageGuidance,
        };
        terminal.Note(pipeline.Cost(request).Describe(request.Conditions.Count));
        job.Picture.Target.Prepare();
        if (job.Picture.Preview is not null)
            WritableFolder.Prepare(job.Picture.Preview);

        using var status = new StatusLine(terminal);
        foreach (var picture in pipeline.Run(request, new GenerateProgress(status, job.Picture), cancellation))
        {
            var painted = picture.Painted;
            var path = job.Picture.Target.Save(painted.Picture, painted.Seed, ControlParameters.Metadata(picture, precision), status, cancellation);
            status.Clear();
            terminal.Note($"seed {painted.Seed}, {painted.Seconds:0.0} s");
            if (json)
                CliJson.Write(terminal.Output, Described(path, picture, precision), CliJson.Default.ControlledFile);
            else
                terminal.Output.WriteLine(path);
        }

        PeakMemory.Note(terminal);
        return ExitCode.Done;
    }

    private static ControlledFile Described(string path, ControlledPicture picture, string precision) => new(
        path, picture.Painted.Seed, Math.Round(picture.Painted.Seconds, 3), PictureParameters.Of(picture.Painted, precision), ControlParameters.Of(picture.Request),
        Math.Round(picture.Cost.Overhead, 4), picture.Cost.CacheBytes, picture.Computed);

    private static IEnumerable<string> Adapters(ControlJob job)
    {
        if (job.Adapters.Count > 0)
            return job.Adapters;
        var folder = Path.Combine(ModelCatalog.Find(job.Picture.Model), AdapterFolder);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal) : [];
    }
}
