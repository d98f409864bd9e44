using System.CommandLine;
using Atelier.Cli.Generation;
using Atelier.Cli.Generation.LightGen;
using Atelier.Cli.Generation.StableDiffusion;
using Atelier.Cli.Shell;
using Atelier.Systems.LightGen;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.StableDiffusion;
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
        var extras = new ExtraOptions();
        extras.AddTo(command);
        var diffusion = new DiffusionOptions();
        diffusion.AddTo(command);
        var masked = new MaskedOptions();
        masked.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var job = options.Read(parsed);
            if (options.MetadataOfRepeated(parsed) is { } metadata && ControlParameters.Read(metadata) is { } control)
                throw new UsageException($"The picture was made under conditions ({control.Sources}), which atelier generate has none of: repeat it with atelier control --from.");
            var (json, terminal) = (CommonOptions.IsJson(parsed), Terminal.Of(parsed));
            if (job.Request is { NegativePrompt.Length: > 0, Guidance: 1 })
                terminal.Note("--negative does nothing at guidance 1: there is nothing that leads away from it.");
            if (File.Exists(job.Model) && Path.GetExtension(job.Model).Equals(".pth", StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"'{job.Model}' is a file of one network; MAR and LightGen open from a folder whose model_index.json names it and its autoencoder (docs/lightgen.md, Model folders).");
            if (StableDiffusionLoader.Knows(job.Model))
            {
                FamilyOptions.Check(parsed, diffusion.Names, "Stable Diffusion", job.Model);
                Tell(terminal, options.NotRepeated(parsed, DiffusionParameters.NotRepeated));
                return Task.FromResult(DiffusionRun.Run(job, DiffusionWords.Read(parsed, job), json, terminal, cancellation));
            }

            if (LightGenPipelineLoader.Knows(job.Model))
            {
                FamilyOptions.Check(parsed, masked.Names, "masked autoregression", job.Model);
                Tell(terminal, options.NotRepeated(parsed, _ => []));
                return Task.FromResult(MaskedRun.Run(job, MaskedWords.Read(parsed, job), json, terminal, cancellation));
            }

            FamilyOptions.Check(parsed, extras.Names, "FLUX", job.Model);
            Tell(terminal, options.NotRepeated(parsed, PictureParameters.NotRepeated));
            return Task.FromResult(Run(job, extras.Read(parsed, options.Repeated(parsed)), json, terminal, cancellation));
        });
        return command;
    }

    private static void Tell(Terminal terminal, IEnumerable<string> notes)
    {
        foreach (var note in notes)
            terminal.Note(note);
    }

    private static int Run(GenerateJob job, GenerateExtras extras, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var precision = ProductTypes.Set(job.Precision);
        using var painting = FluxPainting.Open(job, extras, job.Preview is null ? 0 : PreviewsOfPicture, terminal.Note);
        if (job.Precision == "int8" && !painting.MultipliesInt8)
            terminal.Note($"no weights of this model are multiplied in int8: those of small models are made {precision} when it opens");
        job.Target.Prepare();
        if (job.Preview is not null)
            WritableFolder.Prepare(job.Preview);

        using var status = new StatusLine(terminal);
        foreach (var painted in painting.Run(new GenerateProgress(status, job), cancellation))
        {
            var parameters = painting.ParametersOf(painted, precision);
            var path = job.Target.Save(painted.Picture, painted.Seed, parameters.ToMetadata(), status, cancellation);
            status.Clear();
            terminal.Note($"seed {painted.Seed}, {painted.Seconds:0.0} s");
            if (json)
                CliJson.Write(terminal.Output, new GeneratedPicture(path, painted.Seed, Math.Round(painted.Seconds, 3), parameters), CliJson.Default.GeneratedPicture);
            else
                terminal.Output.WriteLine(path);
        }

        PeakMemory.Note(terminal);
        return ExitCode.Done;
    }
}
