using System.CommandLine;
using Atelier.Cli.Generation;
using Atelier.Cli.Shell;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Cli.Commands;

/// <summary>Encodes a dataset ahead of training, or beside it while the dataset still grows.</summary>
internal static class TrainLatentsCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Dataset to encode", HelpName = "DIR", Required = true };
        var autoencoder = new Option<string>("--autoencoder") { Description = "Folder of the autoencoder", HelpName = "DIR", Required = true };
        var cache = new Option<string?>("--cache") { Description = "Where the latents go [default: DATA-latents]", HelpName = "DIR" };
        var device = new Option<string>("--device") { Description = "cpu, cuda or cuda:N", HelpName = "DEVICE", DefaultValueFactory = _ => "cpu" };
        var follow = new Option<bool>("--follow") { Description = "Go on as the dataset grows, until it is stopped" };
        var command = new Command("latents", "Encode the pictures of a dataset; trainings find them in the cache")
        {
            data, autoencoder, cache, device, follow,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var terminal = Terminal.Of(parsed);
            ProductTypes.Set(null);
            var folder = parsed.GetRequiredValue(data);
            var settings = new LatentSettings
            {
                Data = folder,
                Autoencoder = parsed.GetRequiredValue(autoencoder),
                Cache = parsed.GetValue(cache) ?? $"{Path.TrimEndingDirectorySeparator(folder)}-latents",
            };
            using var latents = new LatentCache(settings, Device.Parse(parsed.GetRequiredValue(device)), terminal.Note, cancellation);
            while (parsed.GetValue(follow) && !cancellation.IsCancellationRequested)
            {
                var before = latents.Count;
                if (latents.Refresh(cancellation) == before)
                    await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            terminal.Note($"{latents.Count} scenes");
            terminal.WritePath(settings.Cache);
            return ExitCode.Done;
        });
        return command;
    }
}
