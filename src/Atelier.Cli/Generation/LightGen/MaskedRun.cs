using Atelier.Cli.Shell;
using Atelier.Systems.LightGen;

namespace Atelier.Cli.Generation.LightGen;

/// <summary>Paints with a masked model and stores what comes.</summary>
internal static class MaskedRun
{
    public static int Run(GenerateJob job, LightGenRequest request, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var precision = ProductTypes.Set(job.Precision);
        using var pipeline = LightGenPipelineLoader.Open(job.Model);
        // Tokens appear step by step, so every step is worth a preview.
        if (job.Preview is not null)
            request = request with { Basics = request.Basics with { PreviewEvery = 1 } };
        request.Validate(pipeline.Defaults);
        if (job.Precision == "int8")
            terminal.Note($"masked models are not multiplied in int8; their products are in {precision}");
        job.Target.Prepare();
        if (job.Preview is not null)
            WritableFolder.Prepare(job.Preview);

        using var status = new StatusLine(terminal);
        foreach (var painted in pipeline.Run(request, new GenerateProgress(status, job), cancellation))
        {
            var parameters = LightGenParameters.Of(painted, precision);
            var path = job.Target.Save(painted.Picture, painted.Seed, parameters.ToMetadata(), status, cancellation);
            status.Clear();
            terminal.Note($"seed {painted.Seed}, {painted.Seconds:0.0} s");
            if (json)
                CliJson.Write(terminal.Output, new GeneratedMasked(path, painted.Seed, Math.Round(painted.Seconds, 3), parameters), CliJson.Default.GeneratedMasked);
            else
                terminal.Output.WriteLine(path);
        }

        PeakMemory.Note(terminal);
        return ExitCode.Done;
    }
}
