using Atelier.Cli.Shell;
using Atelier.Systems.StableDiffusion;

namespace Atelier.Cli.Generation.StableDiffusion;

/// <summary>Paints with Stable Diffusion and stores what comes.</summary>
internal static class DiffusionRun
{
    private const int PreviewsOfPicture = 8;

    public static int Run(GenerateJob job, DiffusionJob diffusion, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var precision = ProductTypes.Set(job.Precision);
        using var pipeline = StableDiffusionLoader.Open(job.Model, diffusion.Extras);
        foreach (var note in pipeline.Notes)
            terminal.Note(note);
        var request = job.Preview is null ? diffusion.Request : diffusion.Request with
        {
            Basics = diffusion.Request.Basics with { PreviewEvery = Math.Max(1, (job.Request.Steps ?? pipeline.Defaults.Steps) / PreviewsOfPicture) },
        };
        pipeline.Validate(request);
        if (job.Precision == "int8" && !pipeline.MultipliesInt8)
            terminal.Note($"no weights of this model are multiplied in int8; its products are in {precision}");
        job.Target.Prepare();
        if (job.Preview is not null)
            WritableFolder.Prepare(job.Preview);

        using var status = new StatusLine(terminal);
        foreach (var painted in pipeline.Run(request, new GenerateProgress(status, job), cancellation))
        {
            var parameters = DiffusionParameters.Of(painted, pipeline.MultipliesInt8 ? "int8" : precision);
            var path = job.Target.Save(painted.Picture, painted.Seed, parameters.ToMetadata(), status, cancellation);
            status.Clear();
            terminal.Note($"seed {painted.Seed}, {painted.Seconds:0.0} s");
            if (json)
                CliJson.Write(terminal.Output, new GeneratedDiffusion(path, painted.Seed, Math.Round(painted.Seconds, 3), parameters), CliJson.Default.GeneratedDiffusion);
            else
                terminal.Output.WriteLine(path);
        }

        PeakMemory.Note(terminal);
        return ExitCode.Done;
    }
}
