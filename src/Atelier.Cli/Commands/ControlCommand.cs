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
        command.SetAction((parsed, cancellation) =>
        {
            var (job, terminal) = (options.Read(parsed), Terminal.Of(parsed));
            foreach (var note in options.NotRepeated(parsed))
                terminal.Note(note);
            return Task.FromResult(Run(job, CommonOptions.IsJson(parsed), terminal, cancellation));
        });
        return command;
    }

    private static int Run(ControlJob job, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var precision = ProductTypes.Set(job.Picture.Precision);
        using var pipeline = Open(job, terminal.Note);
        foreach (var file in Adapters(job))
            pipeline.Open(file);
        var words = job.Picture.Request;
        var request = new OminiControl2Request
        {
            Picture = job.Picture.Preview is null ? words : words with { PreviewEvery = Math.Max(1, (words.Steps ?? pipeline.Defaults.Steps) / PreviewsOfPicture) },
            Conditions = [.. job.Conditions.Select(c => c.Open(words.Width, words.Height))],
            RefreshEvery = job.RefreshEvery,
            ImageGuidance = job.ImageGuidance,
        };
        var (width, height) = pipeline.SizeOf(request);
        var isGuided = pipeline.IsGuided(request);
        using (var detectors = new ConditionDetectors([.. job.Conditions.Zip(job.Detect).Where(c => c.Second).Select(c => c.First.Task)]))
        {
            request = request with
            {
                Conditions = [.. request.Conditions.Select((c, i) => job.Conditions[i].Repeat(detectors.Made(c, job.Detect[i], width, height), isGuided))],
            };
        }

        if (words.NegativePrompt.Length > 0 && !isGuided)
            terminal.Note($"--negative does nothing here: {pipeline.Name} is not guided away from it{(words.Guidance == 1 ? " at guidance 1" : "")}.");
        var adapters = pipeline.AdaptersOf(request);
        foreach (var note in AdapterNotes.Of(pipeline, adapters, width, height).Concat(ConditionNotes.Of(job.Conditions, request, adapters)))
            terminal.Note(note);
        terminal.Note(pipeline.Cost(request).Describe(request.Conditions.Count));
        job.Picture.Target.Prepare();
        if (job.Picture.Preview is not null)
            WritableFolder.Prepare(job.Picture.Preview);

        using var status = new StatusLine(terminal);
        foreach (var picture in pipeline.Run(request, new GenerateProgress(status, job.Picture), cancellation))
        {
            var painted = picture.Painted;
            var parameters = PictureParameters.Of(painted, precision) with { Loras = job.Extras.LoraNames(), Tile = job.Extras.Tile };
            var path = job.Picture.Target.Save(painted.Picture, painted.Seed, ControlParameters.Metadata(picture, parameters), status, cancellation);
            status.Clear();
            terminal.Note($"seed {painted.Seed}, {painted.Seconds:0.0} s");
            if (json)
                CliJson.Write(terminal.Output, Described(path, picture, parameters), CliJson.Default.ControlledFile);
            else
                terminal.Output.WriteLine(path);
        }

        PeakMemory.Note(terminal);
        return ExitCode.Done;
    }

    private static ControlledFile Described(string path, ControlledPicture picture, PictureParameters parameters) => new(
        path, picture.Painted.Seed, Math.Round(picture.Painted.Seconds, 3), parameters, ControlParameters.Of(picture.Request),
        Math.Round(picture.Cost.Overhead, 4), picture.Cost.CacheBytes, picture.Computed);

    private static OminiControl2Pipeline Open(ControlJob job, Action<string> note)
    {
        var model = FluxPipelineLoader.Open(job.Picture.Model, job.Extras.ModelOptions(note));
        try
        {
            return new(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // Those that were named, else those beside the model; a single file has its parts among the components.
    private static IEnumerable<string> Adapters(ControlJob job)
    {
        if (job.Adapters.Count > 0)
            return job.Adapters;
        var model = File.Exists(job.Picture.Model) ? job.Extras.Components ?? Path.GetDirectoryName(Path.GetFullPath(job.Picture.Model))! : ModelCatalog.Find(job.Picture.Model);
        var folder = Path.Combine(model, AdapterFolder);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal) : [];
    }
}
