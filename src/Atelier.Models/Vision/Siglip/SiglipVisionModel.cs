using Atelier.Models.Configs;
using Atelier.Models.Text.Clip;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Siglip;

/// <summary>SigLIP's image encoder. (Zhai et al. 2023, arXiv 2303.15343)</summary>
public sealed class SiglipVisionModel : Module
{
    private readonly Conv2d _patches;
    private readonly Embedding _positions;
    private readonly ClipLayer[] _layers;
    private readonly LayerNorm _norm;
    private readonly SiglipPoolingHead? _head;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <exception cref="ArgumentException">The heads do not divide the width, or the activation is unknown.</exception>
    public SiglipVisionModel(SiglipVisionConfig config)
    {
        Config = config;
        var (width, side) = (config.HiddenSize, config.ImageSize / config.PatchSize);
        _patches = AddModule(
            "vision_model.embeddings.patch_embedding", new Conv2d(config.NumChannels, width, config.PatchSize, config.PatchSize));
        _positions = AddModule("vision_model.embeddings.position_embedding", new Embedding(side * side, width));
        _layers = AddModules("vision_model.encoder.layers", config.NumHiddenLayers, _ =>
            new ClipLayer(width, config.IntermediateSize, config.NumAttentionHeads, config.HiddenAct, config.LayerNormEps));
        _norm = AddModule("vision_model.post_layernorm", new LayerNorm(width, config.LayerNormEps));
        _head = config.VisionUseHead ? AddModule("vision_model.head", new SiglipPoolingHead(config)) : null;
    }

    /// <summary>Sizes.</summary>
    public SiglipVisionConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static SiglipVisionModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<SiglipVisionConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors, without pooling head where they have none; a text encoder in the same file is passed over.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static SiglipVisionModel From(SiglipVisionConfig config, ITensorSource source)
    {
        var head = source.Names.Any(n => n.EndsWith("head.probe", StringComparison.Ordinal));
        var model = new SiglipVisionModel(config with { VisionUseHead = config.VisionUseHead && head });
        EncoderWeights.Load(model, source, "vision_model.");
        return model;
    }

    /// <summary>Encodes pictures. The last state is normed; pooled is the head's answer, or null without one.</summary>
    /// <param name="pixels">[B, 3, H, W] in -1..1.</param>
    /// <param name="interpolate">Allows other sizes than the trained one by resized positions.</param>
    /// <exception cref="ArgumentException">The size is not the trained one, and it was not allowed.</exception>
    public EncoderStates Forward(Tensor pixels, bool interpolate = false)
    {
        var grid = _patches.Forward(pixels).Widened(); // [B, C, rows, columns]
        var trained = ((long)Config.ImageSize / Config.PatchSize, (long)Config.ImageSize / Config.PatchSize);
        var given = (grid.Size(2), grid.Size(3));
        if (!interpolate)
            PositionGrid.Check(trained, given);
        var positions = PositionGrid.Resize(_positions.Weight.Value, 0, trained, given, antialias: false);
        var states = ClipLayer.Run(_layers, grid.Flatten(2).Transpose(1, 2) + positions.Widened()); // [B, N, C]
        var last = _norm.Forward(states[^1]);
        return new(states, last, _head?.Forward(last));
    }
}
