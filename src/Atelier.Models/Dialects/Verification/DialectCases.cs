using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Models.Streams;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Dialects.Verification;

/// <summary>Recorded conversions of original single files: every tensor bit by bit, and what the loaded network answers.</summary>
public sealed class DialectCases : ICaseRunner
{
    private const string Converted = "diffusers.";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.Component is "convert_flux_transformer_checkpoint_to_diffusers" || LdmTables.Knows(golden.Component);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var file = new CaseTensors(golden, "");
        if (golden.Call.TryGetProperty("table", out _))
            LdmTables.Run(golden, report, file);
        else if (golden.Component == "convert_ldm_vae_checkpoint")
            Autoencoder(golden, report, file);
        else
            Transformer(golden, report, file);
    }

    private static void Transformer(GoldenCase golden, CaseReport report, ITensorSource file)
    {
        using var network = new FluxTransformer(ModelConfig.ReadStrict<FluxConfig>(golden.Config));
        var translated = FluxBflNames.Translate(file, network.Config);
        Tensors(golden, report, translated);
        StateDict.Load(network, translated);
        Tensor? Given(string name) => golden.OptionalInput($"call.{name}");
        var conditioning = new Conditioning(Given("timestep")!, Given("guidance"), Given("pooled_projections"));
        report.CheckIfRecorded(golden, "sample", () => network.Forward(
            new TokenStream(StreamKind.Text, Given("encoder_hidden_states")!, Given("txt_ids")!, conditioning),
            new TokenStream(StreamKind.Image, Given("hidden_states")!, Given("img_ids")!, conditioning)));
    }

    private static void Autoencoder(GoldenCase golden, CaseReport report, ITensorSource file)
    {
        using var network = new AutoencoderKL(ModelConfig.ReadStrict<AutoencoderKLConfig>(golden.Config));
        var translated = LdmAutoencoderNames.Translate(file, network.Config);
        Tensors(golden, report, translated);
        network.Load(translated);
        report.CheckIfRecorded(golden, "mean", () => network.Encode(golden.Input("call.image")).Mean);
        report.CheckIfRecorded(golden, "decoded", () => network.Decode(golden.Input("call.latent")));
    }

    private static void Tensors(GoldenCase golden, CaseReport report, ITensorSource translated)
    {
        foreach (var output in golden.Outputs.Where(o => o.StartsWith(Converted, StringComparison.Ordinal)))
        {
            var (expected, actual) = (golden.Expected(output), translated.Read(output[Converted.Length..]));
            var equal = expected.Shape.AsSpan().SequenceEqual(actual.Shape) && expected.Eq(actual).All().Item() != 0;
            report.Check(output, equal, $"{actual.Describe()} is not the recorded {expected.Describe()} bit by bit");
        }
    }
}
