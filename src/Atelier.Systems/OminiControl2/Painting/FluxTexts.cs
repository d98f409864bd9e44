using Atelier.Models.Flux;
using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>Encoded prompts as the text of one call.</summary>
internal static class FluxTexts
{
    /// <summary>Fills shorter prompts up; their padding is not seen.</summary>
    /// <param name="prompts">One for each row of the call.</param>
    /// <param name="network">Which inputs it has.</param>
    /// <param name="guidance">The guidance number, for networks with that input.</param>
    /// <param name="device">Where the call runs.</param>
    public static FluxText Of(IReadOnlyList<FluxPrompt> prompts, FluxConfig network, double guidance, Device device)
    {
        var length = prompts.Max(s => s.Tokens.Size(1));
        var tokens = Tensor.Cat([.. prompts.Select(s => s.Tokens.Pad([0, 0, 0, length - s.Tokens.Size(1)]))]).To(device);
        var mask = Tensor.Cat([.. prompts.Select(Seen)]);
        return new(
            tokens,
            FluxLatents.TextPositions(length),
            network.PooledProjectionDim > 0 ? Tensor.Cat([.. prompts.Select(s => s.Pooled!)]).To(device) : null,
            network.GuidanceEmbeds ? Tensor.Full([tokens.Size(0)], guidance, device: device) : null)
        {
            Mask = mask.All().Item() != 0 ? null : mask.To(device),
        };

        // An encoder without a mask shows its padding too.
        Tensor Seen(FluxPrompt prompt) => (prompt.Mask ?? Tensor.Ones(prompt.Tokens.Shape[..2], ScalarType.Bool)).Pad([0, length - prompt.Tokens.Size(1)]);
    }
}
