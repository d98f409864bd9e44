using Atelier.Models.Mar;
using Atelier.Torch;
using Atelier.Training.Mini;

namespace Atelier.Systems.LightGen.Training;

/// <summary>Captions as LightGen takes them: states of one length, zeros at padding.</summary>
internal sealed class CaptionStates(CaptionEncoder encoder, LightGenConfig network)
{
    /// <summary>Without their padding, which is computed once.</summary>
    public PaddedText EncodeShort(IReadOnlyList<string> captions)
    {
        var found = encoder.Encode(captions);
        return PaddedText.Of(found.Tokens, found.Mask.To(ScalarType.Int64).Sum([1]), network.TextLength);
    }

    /// <summary>[B, T, text channels]</summary>
    public Tensor Encode(IReadOnlyList<string> captions)
    {
        var states = encoder.Encode(captions).Tokens;
        return states.Size(1) == network.TextLength ? states : states.Pad([0, 0, 0, network.TextLength - states.Size(1)]);
    }
}
