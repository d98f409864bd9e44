using Atelier.Models.Flux;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Reuse;

/// <summary>The pass before the denoising that computes what a condition shows in every layer.</summary>
/// <remarks>
/// A condition that sees itself only depends on no step and no noise, so its keys and values are constants of the run. (Tan et al. 2025,
/// arXiv 2503.08280: asymmetric mask and feature reuse.)
/// </remarks>
public static class ConditionFeatures
{
    /// <summary>Keys and values of a condition in every layer; the caller frees them.</summary>
    /// <param name="network">The transformer.</param>
    /// <param name="text">Its pooled vector and guidance modulate conditions; its tokens are not seen.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="guidance">Guidance number of conditions; the text's if null.</param>
    public static CachedStream Compute(FluxTransformer network, FluxText text, ImageCondition condition, double? guidance = 1)
    {
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        // Products round their operands to their own type anyway, so the features need no more digits.
        return network.Cache(new(StreamKind.Image, condition.Tokens, condition.Positions, ConditionedFlux.Clean(text, guidance))
        {
            Adapters = condition.Adapters,
            KeyMask = condition.KeyMask,
        }).Stored(StoredType(condition.Tokens));
    }

    /// <summary>The type that features are kept in: that of products, where it is smaller than that of the tokens.</summary>
    /// <param name="tokens">Of a call.</param>
    public static ScalarType StoredType(Tensor tokens) =>
        ProductPrecision.Current is { } type && type.Size() < tokens.Type.Size() ? type : tokens.Type;
}
