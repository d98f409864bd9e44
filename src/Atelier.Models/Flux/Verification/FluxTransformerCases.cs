using Atelier.Models.Configs;
using Atelier.Models.Streams;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Flux.Verification;

/// <summary>Recorded calls of <c>FluxTransformer2DModel</c>: the sample and what every block gave.</summary>
public sealed class FluxTransformerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "FluxTransformer2DModel" && golden.HasInput("hidden_states");

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var network = new FluxTransformer(ModelConfig.ReadStrict<FluxConfig>(golden.Config));
        StateDict.Load(network, golden.Weights());
        var (text, image) = FluxCaseStreams.Of(golden);
        report.CheckIfRecorded(golden, "temb", () => network.Embed(image.Conditioning, image.Tokens.Type));
        var rotations = network.Rotations(Tensor.Cat([text.Positions, image.Positions], 0));
        report.CheckIfRecorded(golden, "rope_cos", rotations.Cosines);
        report.CheckIfRecorded(golden, "rope_sin", rotations.Sines);

        var options = new FluxOptions
        {
            Observe = (stage, block, tokens) => Observe(golden, report, stage, block, tokens),
            DoubleResiduals = Numbered(golden, "block_"),
            SingleResiduals = Numbered(golden, "single_"),
            RepeatResiduals = golden.Setting("controlnet_blocks_repeat") is { } repeat && repeat.GetBoolean(),
        };
        report.Check("sample", network.Forward([text, image], options).Sample!);
        if (golden.HasOutput("sample_fp32"))
            RunInSingle(golden, report, network, text, image);
    }

    private static void Observe(GoldenCase golden, CaseReport report, FluxStage stage, int block, IReadOnlyList<Tensor> tokens)
    {
        var (text, image) = stage switch
        {
            FluxStage.Embedded => ("context_embedded", "x_embedded"),
            FluxStage.DoubleBlock => ($"double{block}_text", $"double{block}_image"),
            FluxStage.SingleBlock => ($"single{block}_text", $"single{block}_image"),
            _ => ("", "norm_out"),
        };
        if (tokens.Count == 2)
            report.CheckIfRecorded(golden, text, () => tokens[0]);
        report.CheckIfRecorded(golden, image, () => tokens[^1]);
        // Cases with control samples name a block's text and image tokens block2_0 and block2_1, single3_0 and single3_1.
        if (stage is not (FluxStage.DoubleBlock or FluxStage.SingleBlock))
            return;
        for (var i = 0; i < tokens.Count; i++)
        {
            var stream = tokens[i];
            report.CheckIfRecorded(golden, $"{(stage == FluxStage.DoubleBlock ? "block" : "single")}{block}_{i}", () => stream);
        }
    }

    // The half-precision weights and inputs computed in single precision, with the rounded time products and with exact ones.
    private static void RunInSingle(GoldenCase golden, CaseReport report, FluxTransformer network, TokenStream text, TokenStream image)
    {
        network.To(Device.Cpu, ScalarType.Float32);
        Tensor Rounded(Tensor t) => (t * 1000).Float() / 1000;
        foreach (var (suffix, time) in new (string, Func<Tensor, Tensor>)[] { ("fp32", Rounded), ("fp32_unrounded", t => t.Float()) })
        {
            var given = image.Conditioning;
            var conditioning = new Conditioning(
                time(given.Timestep), given.Guidance is null ? null : time(given.Guidance), given.Pooled?.Float());
            TokenStream Single(TokenStream s) => s with { Tokens = s.Tokens.Float(), Conditioning = conditioning };
            report.CheckIfRecorded(golden, $"temb_{suffix}", () => network.Embed(conditioning));
            report.CheckIfRecorded(golden, $"sample_{suffix}", () => network.Forward(Single(text), Single(image)));
        }
    }

    private static Tensor[] Numbered(GoldenCase golden, string prefix) =>
        [.. Enumerable.Range(0, int.MaxValue).TakeWhile(i => golden.HasInput($"{prefix}{i}")).Select(i => golden.Input($"{prefix}{i}"))];
}
