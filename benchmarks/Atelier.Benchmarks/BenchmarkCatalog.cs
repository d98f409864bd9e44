using Atelier.Benchmarks.Workloads;
using Atelier.Models.Formats.Gguf;
using Atelier.Torch;

namespace Atelier.Benchmarks;

/// <summary>All benchmarks.</summary>
public static class BenchmarkCatalog
{
    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        new Duel("matmul", "fp32 product of two 1024 x 1024 matrices, 4 times", () => new MatMulWork(1024, 4)),
        new Duel("conv", "fp32 3x3 convolution, 128 to 128 channels, 4 pictures of 64 x 64", () => new ConvWork(4, 128, 64)),
        new Duel("attention", "fp32 attention, 2 x 12 heads, 1024 tokens of 64 channels", () => new AttentionWork(2, 12, 1024, 64)),
        new Duel("transformer", "fp32 training step with AdamW: 12 blocks, width 384, 6 heads, 96 tokens, batch 8", () => new TransformerWork(12, 384, 6, 96, 8)),
        new DioramaSpeed(16),
        new LightGenSpeed(256, 64, 100),
        new LightGenSpeed(512, 64, 100),
        .. Networks("unet", "UNet of Stable Diffusion 1.5", StableDiffusionNetworks.UNet),
        .. Networks("decoder", "decoder of Stable Diffusion 1.5", StableDiffusionNetworks.Decoder),
        .. Flux(GgufType.Q8_0),
        .. Flux(GgufType.Q4_K),
    ];

    private static IEnumerable<IBenchmark> Flux(GgufType type) => new[] { 256, 512 }.Select(side => new NetworkSpeed(
        $"flux-{type}-{side}".ToLowerInvariant(),
        $"transformer of FLUX.1-schnell in {type}, one step at {side} x {side}, random weights (7 to 13 GB, written once to $ATELIER_BENCH or a temporary folder)",
        () => FluxNetworks.Step(type, side)) { IsUsual = false });

    private static IEnumerable<IBenchmark> Networks(string name, string what, Func<int, (Module Network, Func<Tensor> Step)> open) =>
        new[] { 256, 512 }.Select(side => new NetworkSpeed($"{name}-{side}", $"{what}, one call at {side} x {side}, random weights", () => open(side)));
}
