using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>Tokens look at tokens and at the image, then the image looks at the tokens. Norms after each sum.</summary>
internal sealed class SamTwoWayBlock : Module
{
    private readonly SamAttention _self, _toImage, _toTokens;
    private readonly LayerNorm _norm1, _norm2, _norm3, _norm4;
    private readonly Linear _lin1, _lin2;
    private readonly Func<Tensor, Tensor> _act;
    private readonly bool _first;

    public SamTwoWayBlock(SamDecoderConfig config, bool first)
    {
        (_first, _act) = (first, Activations.ByName(config.HiddenAct));
        var (width, epsilon) = (config.HiddenSize, config.LayerNormEps);
        _self = AddModule("self_attn", new SamAttention(config, 1));
        _norm1 = AddModule("layer_norm1", new LayerNorm(width, epsilon));
        _toImage = AddModule("cross_attn_token_to_image", new SamAttention(config, config.AttentionDownsampleRate));
        _norm2 = AddModule("layer_norm2", new LayerNorm(width, epsilon));
        _lin1 = AddModule("mlp.lin1", new Linear(width, config.MlpDim));
        _lin2 = AddModule("mlp.lin2", new Linear(config.MlpDim, width));
        _norm3 = AddModule("layer_norm3", new LayerNorm(width, epsilon));
        _norm4 = AddModule("layer_norm4", new LayerNorm(width, epsilon));
        _toTokens = AddModule("cross_attn_image_to_token", new SamAttention(config, config.AttentionDownsampleRate));
    }

    /// <summary>Tokens [B, N, C] and image [B, M, C], each with the positions to add to queries and keys.</summary>
    public (Tensor Tokens, Tensor Image) Forward(Tensor tokens, Tensor image, Tensor tokenPlaces, Tensor imagePlaces)
    {
        // The first block has neither positions nor a residual here.
        var placed = tokens + tokenPlaces;
        tokens = _norm1.Forward(_first ? _self.Forward(tokens, tokens, tokens) : tokens + _self.Forward(placed, placed, tokens));
        tokens = _norm2.Forward(tokens + _toImage.Forward(tokens + tokenPlaces, image + imagePlaces, image));
        tokens = _norm3.Forward(tokens + _lin2.Forward(_act(_lin1.Forward(tokens))));
        image = _norm4.Forward(image + _toTokens.Forward(image + imagePlaces, tokens + tokenPlaces, tokens));
        return (tokens, image);
    }
}
