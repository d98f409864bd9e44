using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Flux.Verification;

/// <summary>Recorded calls of <c>FluxControlNetModel</c>.</summary>
public sealed class FluxControlNetCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "FluxControlNetModel" && golden.HasInput("controlnet_cond");

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var network = new FluxControlNet(ModelConfig.ReadStrict<FluxControlNetConfig>(golden.Config));
        StateDict.Load(network, golden.Weights());
        var (text, image) = FluxCaseStreams.Of(golden);
        var scale = golden.Setting("conditioning_scale")?.GetDouble() ?? 1;
        var (doubles, singles) = network.Forward(text, image, golden.Input("controlnet_cond"), scale, golden.OptionalInput("controlnet_mode"));
        for (var i = 0; i < doubles.Length; i++)
            report.Check($"block_sample_{i}", doubles[i]);
        for (var i = 0; i < singles.Length; i++)
            report.Check($"single_block_sample_{i}", singles[i]);
    }
}
