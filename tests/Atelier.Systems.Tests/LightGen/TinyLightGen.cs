using Atelier.Models.Mar;
using Atelier.Torch;

namespace Atelier.Systems.Tests.LightGen;

/// <summary>A LightGen of a few thousand random weights.</summary>
internal static class TinyLightGen
{
    public const int TextLength = 8;

    public const int TextChannels = 16;

    public static LightGenConfig Config { get; } = new()
    {
        ImageSize = 32, LatentStride = 2, PatchSize = 2, LatentChannels = 4, Width = 16, EncoderDepth = 1, EncoderHeads = 2, DecoderDepth = 1, DecoderHeads = 2,
        CrossDepth = 1, CrossHeads = 2, TextDepth = 1, TextLength = TextLength, TextChannels = TextChannels, HeadDepth = 1, HeadWidth = 16,
    };

    public static LightGenTransformer Network(ulong seed = 1)
    {
        using var random = new Generator(seed);
        var network = new LightGenTransformer(Config);
        network.Initialize(random);
        // A head as it is first drawn answers nothing to any condition.
        foreach (var (_, parameter) in network.Head.Parameters().Where(p => p.Name.Contains("adaLN", StringComparison.Ordinal) || p.Name.Contains("final_layer", StringComparison.Ordinal)))
            parameter.Value.NormalInPlace(0, 0.2, random);
        return network;
    }
}
