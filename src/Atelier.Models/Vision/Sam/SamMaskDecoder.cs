using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>Image and prompt tokens to masks and their estimated quality.</summary>
internal sealed class SamMaskDecoder : Module
{
    private readonly Embedding _iouToken, _maskTokens;
    private readonly SamTwoWayBlock[] _blocks;
    private readonly SamAttention _final;
    private readonly LayerNorm _finalNorm;
    private readonly ConvTranspose2d _up1, _up2;
    private readonly ChannelNorm _upNorm;
    private readonly SamMlp[] _hypernetworks;
    private readonly SamMlp _iou;

    public SamMaskDecoder(SamDecoderConfig config)
    {
        var (width, masks) = (config.HiddenSize, config.NumMultimaskOutputs + 1);
        _iouToken = AddModule("iou_token", new Embedding(1, width));
        _maskTokens = AddModule("mask_tokens", new Embedding(masks, width));
        _blocks = AddModules("transformer.layers", config.NumHiddenLayers, i => new SamTwoWayBlock(config, first: i == 0));
        _final = AddModule("transformer.final_attn_token_to_image", new SamAttention(config, config.AttentionDownsampleRate));
        _finalNorm = AddModule("transformer.layer_norm_final_attn", new LayerNorm(width));
        _up1 = AddModule("upscale_conv1", new ConvTranspose2d(width, width / 4, 2));
        _up2 = AddModule("upscale_conv2", new ConvTranspose2d(width / 4, width / 8, 2));
        _upNorm = AddModule("upscale_layer_norm", new ChannelNorm(width / 4));
        _hypernetworks = AddModules("output_hypernetworks_mlps", masks, _ => new SamMlp(width, width, width / 8, 3));
        _iou = AddModule("iou_prediction_head", new SamMlp(width, config.IouHeadHiddenDim, masks, config.IouHeadDepth));
    }

    /// <summary>Decodes masks.</summary>
    /// <param name="image">[B, C, rows, columns]</param>
    /// <param name="places">[1, C, rows, columns] positions of the image.</param>
    /// <param name="sparse">[B, objects, N, C] prompt tokens, or null.</param>
    /// <param name="dense">[B, C, rows, columns] added to the image.</param>
    public SamDecoded Forward(Tensor image, Tensor places, Tensor? sparse, Tensor dense)
    {
        var (batch, width, rows, columns) = (image.Size(0), image.Size(1), image.Size(2), image.Size(3));
        var objects = sparse?.Size(1) ?? 1;
        var own = Tensor.Cat([_iouToken.Weight.Value.Widened(), _maskTokens.Weight.Value.Widened()]).Expand(batch, objects, -1, width);
        var prompt = (sparse is null ? own : Tensor.Cat([own, sparse], 2)).Flatten(0, 1); // [B objects, N, C]
        var map = (image + dense).RepeatInterleave((int)objects, 0).Flatten(2).Transpose(1, 2); // [B objects, M, C]
        var grid = places.Flatten(2).Transpose(1, 2); // [1, M, C]

        var tokens = prompt;
        foreach (var block in _blocks)
            (tokens, map) = block.Forward(tokens, map, prompt, grid);
        tokens = _finalNorm.Forward(tokens + _final.Forward(tokens + prompt, map + grid, map));

        var upscaled = _upNorm.Forward(_up1.Forward(map.Transpose(1, 2).Reshape(-1, width, rows, columns))).Gelu();
        upscaled = _up2.Forward(upscaled).Gelu(); // [B objects, C / 8, 4 rows, 4 columns]
        var weights = Tensor.Stack([.. _hypernetworks.Select((network, i) => network.Forward(tokens.Select(1, i + 1)))], 1);
        var masks = Products.MatMul(weights, upscaled.Flatten(2)).Reshape(batch, objects, -1, 4 * rows, 4 * columns);
        var quality = _iou.Forward(tokens.Select(1, 0)).Reshape(batch, objects, -1);
        return new(masks, quality, tokens.Reshape(batch, objects, -1, width), map.Unsqueeze(1));
    }
}
