using System.CommandLine;
using Atelier.Cli.Generation;
using Atelier.Cli.Shell;
using Atelier.Cli.Teaching;
using Atelier.Systems.Pipelines;
using Atelier.Systems.Teachers;
using Atelier.Systems.TextToImage;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Cli.Commands;

/// <summary>Paints the captions of a dataset with a model: to teach another one, or as the losing sides of preference pairs.</summary>
internal static class TrainPicturesCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model", "-m") { Description = "Name of a model or a model folder", HelpName = "NAME", Required = true };
        var data = new Option<string>("--data") { Description = "Dataset whose captions are painted", HelpName = "DIR", Required = true };
        var latents = new Option<string?>("--latents") { Description = "Folder of its encoded pictures [default: DATA-latents]", HelpName = "DIR" };
        var output = new Option<string>("--out", "-o") { Description = "Folder of the set; what is there already is not painted again", HelpName = "DIR", Required = true };
        var first = Ranged.Of("--first", "First scene", 0L, long.MaxValue, 512L);
        var count = Ranged.Of("--count", "Scenes, one picture each", 1, 10_000_000, 2000);
        var seed = Ranged.Of("--seed", "Scene k is painted from seed N + k", 0L, TextToImageRequest.MaxSeed / 2, 0L);
        var steps = Ranged.Optional("--steps", "Steps of the sampler [default: the model's]", 1, TextToImageRequest.MaxSteps);
        var guidance = Ranged.Optional("--guidance", "Strength of guidance [default: the model's]", 0.0, 100.0, "G");
        var command = new Command("pictures", "Paint the captions of a dataset with a model, as a teacher or for preference pairs")
        {
            model, data, latents, output, first, count, seed, steps, guidance,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var terminal = Terminal.Of(parsed);
            ProductTypes.Set(null);
            var (name, folder) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(data));
            Paint(
                name,
                new() { Data = folder, Cache = parsed.GetValue(latents) ?? $"{Path.TrimEndingDirectorySeparator(folder)}-latents", Autoencoder = ModelIndex.Open(ModelCatalog.Find(name)).FolderOf("vae", "AutoencoderKL") },
                (parsed.GetValue(first), parsed.GetValue(count), parsed.GetValue(seed)),
                (parsed.GetValue(steps), parsed.GetValue(guidance)),
                parsed.GetRequiredValue(output),
                terminal,
                cancellation);
            terminal.WritePath(parsed.GetRequiredValue(output));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>Paints what is missing of a set.</summary>
    public static void Paint(
        string model, LatentSettings latents, (long First, int Count, long Seed) scenes, (int? Steps, double? Guidance) sampling, string folder,
        Terminal terminal, CancellationToken cancellation)
    {
        using var cache = new LatentCache(latents, Device.Cpu, terminal.Note);
        using var opened = ModelPainter.Open(model, sampling.Steps, sampling.Guidance);
        using var status = new StatusLine(terminal);
        new PaintedSetBuilder(opened.Painter).Build(
            cache, scenes.First, scenes.Count, scenes.Seed, new(folder), new PaintProgress(status, scenes.Count), cancellation);
        status.Clear();
    }
}
