using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Encoded prompts, as a FLUX network takes them.</summary>
/// <param name="Tokens">[B, N, C], one state a token.</param>
/// <param name="Mask">[B, N] Boolean, true for a token that may be seen; null where all may, padding too.</param>
/// <param name="Pooled">[B, P], one vector a prompt; null for networks without it.</param>
internal sealed record FluxPrompt(Tensor Tokens, Tensor? Mask, Tensor? Pooled)
{
    /// <summary>The same on a device.</summary>
    public FluxPrompt To(Device device) => new(Tokens.To(device), Mask?.To(device), Pooled?.To(device));

    /// <summary>One half of a joined batch.</summary>
    public FluxPrompt Half(int index) => new(Tokens.Chunk(2, 0)[index], Mask?.Chunk(2, 0)[index], Pooled?.Chunk(2, 0)[index]);

    /// <summary>The same, out of the current scope: whoever holds it frees it.</summary>
    public FluxPrompt Detached() => new(Tokens.Detached(), Mask?.Detached(), Pooled?.Detached());

    /// <summary>Two prompts as one batch; the shorter one is padded, and its padding is masked.</summary>
    public static FluxPrompt Join(FluxPrompt first, FluxPrompt second)
    {
        var length = Math.Max(first.Tokens.Size(1), second.Tokens.Size(1));
        return new(
            Tensor.Cat([Padded(first.Tokens), Padded(second.Tokens)]),
            Tensor.Cat([PaddedMask(first.Mask!), PaddedMask(second.Mask!)]),
            first.Pooled is null ? null : Tensor.Cat([first.Pooled, second.Pooled!]));

        Tensor Padded(Tensor tokens) => tokens.Pad([0, 0, 0, length - tokens.Size(1)]);
        Tensor PaddedMask(Tensor mask) => mask.Pad([0, length - mask.Size(1)]);
    }
}
