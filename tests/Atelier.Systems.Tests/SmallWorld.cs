using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;
using Atelier.Training.Tests.Mini;

namespace Atelier.Systems.Tests;

/// <summary>Two dozen tiny scenes with a random autoencoder and a random text encoder, for runs of a few steps.</summary>
public sealed class SmallWorld : IDisposable
{
    private readonly SmallDiorama _diorama = new();

    public SmallWorld()
    {
        Latents = new() { Data = _diorama.Folder, Autoencoder = In("vae"), Cache = In("cache") };
        TinyTextEncoder.Write(TextEncoder);
        Directory.CreateDirectory(Latents.Autoencoder);
        var config = new AutoencoderKLConfig { BlockOutChannels = [4, 4], LatentChannels = 4, NormNumGroups = 2, ScalingFactor = 10, UseQuantConv = false, UsePostQuantConv = false };
        File.WriteAllText(Path.Combine(Latents.Autoencoder, "config.json"), NetworkJson.Of("AutoencoderKL", config));
        using var random = new Generator(1);
        using var network = new AutoencoderKL(config);
        network.Initialize(random);
        StateDict.Save(network, Path.Combine(Latents.Autoencoder, "diffusion_pytorch_model.safetensors"));
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("atelier-world-").FullName;

    public LatentSettings Latents { get; }

    public string TextEncoder => In("text");

    public string LatentsJson => Json(Latents);

    public string In(string name) => Path.Combine(Root, name);

    public static string Json<T>(T value) => JsonSerializer.Serialize(value, ConfigReader.Options);

    /// <summary>Figures of a run's evaluations, in order.</summary>
    public static double[] Figures(string run, string name) =>
    [
        .. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(l => l.TryGetProperty(name, out _)).Select(l => l.GetProperty(name).GetDouble()),
    ];

    public void Dispose()
    {
        _diorama.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
