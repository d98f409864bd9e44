using Atelier.Models.Conversion;
using Atelier.Models.Flux;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Streams;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Benchmarks.Workloads;

/// <summary>FLUX.1-schnell at its full size with random weights in quantised blocks, as it is when a picture is made: mapped, never unpacked as a whole.</summary>
internal static class FluxNetworks
{
    private const string Network = RandomWeights.FluxSchnell;
    private const int TextLength = 256;
    private const int PixelsOfToken = 16;

    /// <summary>One denoising step for a picture of this side. The file of weights is written once.</summary>
    public static (Module Network, Func<Tensor> Step) Step(GgufType type, int side)
    {
        using var generator = new Generator(0);
        var network = new FluxTransformer(FluxConfig.Schnell);
        using (var source = WeightFile.Open(Weights(type)))
            StateDict.Load(network, FluxFile.Translate(source, network.Config), packed: true);
        network.WidenVectors();
        var tokens = side / PixelsOfToken;
        var conditioning = new Conditioning(Tensor.From([0.5f], 1), null, Tensor.RandN([1, network.Config.PooledProjectionDim], generator));
        var text = new TokenStream(
            StreamKind.Text, Tensor.RandN([1, TextLength, network.Config.JointAttentionDim], generator), FluxLatents.TextPositions(TextLength), conditioning);
        var image = new TokenStream(
            StreamKind.Image, Tensor.RandN([1, tokens * tokens, network.Config.InChannels], generator), FluxLatents.Positions(tokens, tokens), conditioning);
        return (network, () => network.Forward(text, image));
    }

    private static string Weights(GgufType type)
    {
        var folder = Environment.GetEnvironmentVariable("ATELIER_BENCH") is { Length: > 0 } given ? given : Path.Combine(Path.GetTempPath(), "atelier-bench");
        var file = Path.Combine(folder, $"{Network}-{type}.gguf".ToLowerInvariant());
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(folder);
            ModelConverter.Convert(new($"{RandomWeights.Prefix}{Network}", file) { Type = type });
        }

        return file;
    }
}
