using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.Streams;

/// <summary>One run of tokens in a call of a diffusion transformer: the text, the noisy image, or a condition.</summary>
/// <param name="Kind">Whose weights it runs through.</param>
/// <param name="Tokens">[B, N, channels], before the input projection.</param>
/// <param name="Positions">[N, axes], shared by the batch; fractional and negative ids are allowed. On any device; best on the CPU.</param>
/// <param name="Conditioning">What modulates it.</param>
public sealed record TokenStream(StreamKind Kind, Tensor Tokens, Tensor Positions, Conditioning Conditioning)
{
    /// <summary>Adapters that are active on this stream only.</summary>
    public AdapterStack? Adapters { get; init; }

    /// <summary>Boolean [B, N], true for tokens that may be seen; null where all may.</summary>
    public Tensor? KeyMask { get; init; }

    /// <summary>True where the tokens have passed the input projection already.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>
    /// Index of an image stream that the gated attention of this one is added to as well, in double blocks; null for none. Both have the
    /// same number of tokens.
    /// </summary>
    public int? SharesAttentionWith { get; init; }

    /// <summary>Number of tokens.</summary>
    public long Length => Tokens.Size(1);

    /// <summary>True where both can be computed as one run of tokens by the same weights.</summary>
    internal bool RunsWith(TokenStream other) =>
        ReferenceEquals(Conditioning, other.Conditioning) && ReferenceEquals(Adapters, other.Adapters);
}
