using Atelier.Models.Streams;
using Atelier.Torch.Verification;

namespace Atelier.Models.Flux.Verification;

/// <summary>The inputs of a recorded FLUX call as streams.</summary>
internal static class FluxCaseStreams
{
    public static (TokenStream Text, TokenStream Image) Of(GoldenCase golden)
    {
        var conditioning = new Conditioning(
            golden.Input("timestep"), golden.OptionalInput("guidance"), golden.OptionalInput("pooled_projections"));
        return (
            new(StreamKind.Text, golden.Input("encoder_hidden_states"), golden.Input("txt_ids"), conditioning),
            new(StreamKind.Image, golden.Input("hidden_states"), golden.Input("img_ids"), conditioning));
    }
}
