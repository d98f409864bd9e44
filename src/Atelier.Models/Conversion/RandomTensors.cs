using Atelier.Models.Autoencoders;
using Atelier.Models.Conversion.Networks;
using Atelier.Models.Flux;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.T5;
using Atelier.Models.UNet;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>A public network at its full size with random weights: what speed, memory and conversions can be measured on without a checkpoint.</summary>
internal sealed class RandomTensors : ITensorSource
{
    private static readonly Dictionary<string, (NetworkKind? Kind, Func<Module> Make)> Known = new()
    {
        [RandomWeights.FluxSchnell] = (NetworkKind.Of(WeightFamily.Flux), () => new FluxTransformer(FluxConfig.Schnell)),
        ["flux.1-dev"] = (NetworkKind.Of(WeightFamily.Flux), () => new FluxTransformer(FluxConfig.Dev)),
        ["flux.1-vae"] = (NetworkKind.Of(WeightFamily.Autoencoder), () => new AutoencoderKL(AutoencoderKLConfig.Flux)),
        ["sd-1.5-unet"] = (NetworkKind.Of(WeightFamily.UNet), () => new UNetModel(UNetConfig.StableDiffusion15)),
        ["sd-1.5-vae"] = (NetworkKind.Of(WeightFamily.Autoencoder), () => new AutoencoderKL(AutoencoderKLConfig.StableDiffusion)),
        ["clip-l"] = (NetworkKind.Of(WeightFamily.ClipText), () => new ClipTextModel(new ClipTextConfig())),
        ["t5-v1.1-xxl"] = (null, () => new T5Encoder(new T5Config())),
    };

    private readonly Module _network;
    private readonly Dictionary<string, (Parameter Parameter, ulong Seed)> _parameters;

    private RandomTensors(string path, Module network, string? config)
    {
        (Path, _network) = (path, network);
        Metadata = config is null ? new Dictionary<string, string>() : new() { [ModelInput.ConfigKey] = config };
        _parameters = network.Parameters().Select((p, i) => (p.Name, p.Parameter, Seed: (ulong)i)).ToDictionary(p => p.Name, p => (p.Parameter, p.Seed));
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _parameters.Keys;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens <c>random:NAME</c>.</summary>
    /// <exception cref="WeightException">There is no such network.</exception>
    public static RandomTensors Open(string path)
    {
        var name = path[RandomWeights.Prefix.Length..];
        if (!Known.TryGetValue(name, out var known))
            throw new WeightException($"'{path}': there is no network '{name}' with random weights; there are {string.Join(", ", Known.Keys)}.");
        var network = known.Make();
        return new(path, network, known.Kind?.ConfigOf(network));
    }

    /// <inheritdoc/>
    public long[] ShapeOf(string name) => _parameters[name].Parameter.Shape;

    /// <inheritdoc/>
    public ScalarType TypeOf(string name) => ScalarType.Float32;

    /// <inheritdoc/>
    public Tensor Read(string name)
    {
        var (parameter, seed) = _parameters[name];
        using var generator = new Generator(seed);
        return parameter.Initializer(parameter.Shape, generator);
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
