using System.CommandLine;
using Atelier.Cli.Generation;
using Atelier.Cli.Generation.LightGen;
using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Systems.LightGen;
using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Commands;

/// <summary>Paints pictures from a text.</summary>
internal static class GenerateCommand
{
    private const int PreviewsOfPicture = 8;

    public static Command Create()
    {
        var command = new Command("generate", "Paint pictures of a text");
        var options = new GenerateOptions();
        options.AddTo(command);
        var masked = new MaskedOptions();
        masked.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var job = options.Read(parsed);
            if (LightGenPipelineLoader.Knows(job.Model))
                return Task.FromResult(MaskedRun.Run(job, MaskedWords.Read(parsed, job), CommonOptions.IsJson(parsed), Terminal.Of(parsed), cancellation));
            masked.Refuse(parsed, job.Model);
            return Task.FromResult(Run(job, CommonOptions.IsJson(parsed), Terminal.Of(parsed), cancellation));
        });
        return command;
    }

    private static int Run(GenerateJob job, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var precision = ProductTypes.Set(job.Precision);
        using var pipeline = FluxPipelineLoader.Open(job.Model);
        var request = job.Preview is null ? job.Request : job.Request with
        {
            PreviewEvery = Math.Max(1, (job.Request.Steps ?? pipeline.Defaults.Steps) / PreviewsOfPicture),
        };
        request.Validate(pipeline.Defaults);
        job.Target.Prepare();
        if (job.Preview is not null)
            Directory.CreateDirectory(job.Preview);

        using var status = new StatusLine(terminal);
        foreach (var painted in pipeline.Run(request, new GenerateProgress(status, job), cancellation))
        {
            var parameters = PictureParameters.Of(painted, precision);
            var path = job.Target.FileOf(painted.Seed);
            PictureFile.Save(painted.Picture, path, new SaveOptions { Metadata = parameters.ToMetadata() });
            status.Clear();
            terminal.Note($"seed {painted.Seed}, {painted.Seconds:0.0} s");
            if (json)
                CliJson.Write(terminal.Output, new GeneratedPicture(path, painted.Seed, Math.Round(painted.Seconds, 3), parameters), CliJson.Default.GeneratedPicture);
            else
                terminal.Output.WriteLine(path);
        }

        return ExitCode.Done;
    }
}
