using Atelier.Models.Flux;
using Atelier.Models.Text;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>Encoded prompts as the text of one call.</summary>
internal static class FluxTexts
{
    /// <summary>Fills shorter prompts up; their padding is not seen.</summary>
    /// <param name="states">One for each row of the call.</param>
    /// <param name="network">Which inputs it has.</param>
    /// <param name="guidance">The guidance number, for networks with that input.</param>
    /// <param name="device">Where the call runs.</param>
    public static FluxText Of(IReadOnlyList<TextStates> states, FluxConfig network, double guidance, Device device)
    {
        var length = states.Max(s => s.Tokens.Size(1));
        var tokens = Tensor.Cat([.. states.Select(s => s.Tokens.Pad([0, 0, 0, length - s.Tokens.Size(1)]))]).To(device);
        var mask = Tensor.Cat([.. states.Select(s => s.Mask.Pad([0, length - s.Mask.Size(1)]))]);
        return new(
            tokens,
            FluxLatents.TextPositions(length, device),
            network.PooledProjectionDim > 0 ? Tensor.Cat([.. states.Select(s => s.Pooled)]).To(device) : null,
            network.GuidanceEmbeds ? Tensor.Full([tokens.Size(0)], guidance, device: device) : null)
        {
            Mask = mask.All().Item() != 0 ? null : mask.To(device),
        };
    }
}
