using Atelier.Models.Text;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage;

/// <summary>Two prompts as one batch, for guidance.</summary>
internal static class PromptPair
{
    /// <summary>Pads the shorter one; its padding is masked.</summary>
    public static TextStates Join(TextStates first, TextStates second)
    {
        var length = Math.Max(first.Tokens.Size(1), second.Tokens.Size(1));
        return new(
            Tensor.Cat([Padded(first.Tokens), Padded(second.Tokens)]),
            Tensor.Cat([PaddedMask(first.Mask), PaddedMask(second.Mask)]),
            Tensor.Cat([first.Pooled, second.Pooled]));

        Tensor Padded(Tensor tokens) => tokens.Pad([0, 0, 0, length - tokens.Size(1)]);
        Tensor PaddedMask(Tensor mask) => mask.Pad([0, length - mask.Size(1)]);
    }
}
