using System.CommandLine;
using System.Diagnostics;
using Atelier.Cli.Shell;
using Atelier.Cli.Upscaling;
using Atelier.Imaging;
using Atelier.Systems.Upscaling;

namespace Atelier.Cli.Commands;

/// <summary>Enlarges pictures by a network.</summary>
internal static class UpscaleCommand
{
    public static Command Create()
    {
        var pictures = new Argument<string[]>("PICTURE") { Description = "Pictures to enlarge", Arity = ArgumentArity.OneOrMore };
        var model = new Option<string>("--model", "-m")
        {
            Description = "Name of an upscaler, or a file of one: ESRGAN, Real-ESRGAN, BSRGAN or compact, .pth or safetensors",
            HelpName = "NAME|FILE",
            DefaultValueFactory = _ => Enlargement.DefaultName,
        };
        var tile = Ranged.Of("--tile", "Work in tiles of so many pixels", PictureUpscaler.LeastTile, 4096, PictureUpscaler.UsualTile);
        var output = new Option<string?>("--out", "-o") { Description = "File for one picture, or a folder [default: NAME-xSCALE.png here]", HelpName = "FILE|DIR" };
        var format = new Option<string?>("--format") { Description = "File format [default: by the ending of --out, else png]", HelpName = "png|jpg|webp" };
        var command = new Command("upscale", "Enlarge pictures by a network") { pictures, model, tile, output, format };
        command.SetAction((parsed, cancellation) =>
        {
            var sources = parsed.GetRequiredValue(pictures);
            if (sources.FirstOrDefault(s => !File.Exists(s)) is { } missing)
                throw new UsageException($"There is no picture '{missing}'.");
            var target = UpscaleTarget.Choose(parsed.GetValue(output), parsed.GetValue(format), sources);
            using var enlargement = new Enlargement(parsed.GetRequiredValue(model), parsed.GetValue(tile));
            return Task.FromResult(Run(sources, target, enlargement, CommonOptions.IsJson(parsed), Terminal.Of(parsed), cancellation));
        });
        return command;
    }

    private static int Run(string[] sources, UpscaleTarget target, Enlargement enlargement, bool json, Terminal terminal, CancellationToken cancellation)
    {
        var upscaler = enlargement.Open();
        target.Prepare();
        foreach (var source in sources)
        {
            var start = Stopwatch.GetTimestamp();
            var stored = PictureFile.Open(source);
            using var status = new StatusLine(terminal);
            var picture = stored.ToPicture();
            var (larger, metadata) = enlargement.Of(picture, stored.MetadataForSaving(), status, cancellation);
            var path = target.Save(larger, source, upscaler.Scale, metadata);
            status.Clear();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            terminal.Note($"{source}: {picture.Width} x {picture.Height} to {larger.Width} x {larger.Height}, {seconds:0.0} s");
            if (json)
                CliJson.Write(terminal.Output, new UpscaledFile(path, source, upscaler.Name, upscaler.Scale, larger.Width, larger.Height, Math.Round(seconds, 3)), CliJson.Default.UpscaledFile);
            else
                terminal.Output.WriteLine(path);
        }

        return ExitCode.Done;
    }
}
