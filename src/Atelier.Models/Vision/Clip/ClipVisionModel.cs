using Atelier.Models.Configs;
using Atelier.Models.Text.Clip;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Clip;

/// <summary>CLIP's image encoder, with or without the projection into the space shared with texts. (Radford et al. 2021, arXiv 2103.00020)</summary>
public sealed class ClipVisionModel : Module
{
    private readonly Conv2d _patches;
    private readonly Parameter _class;
    private readonly Embedding _positions;
    private readonly ClipLayer[] _layers;
    private readonly LayerNorm _before, _after;
    private readonly Linear? _projection;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="projection">Whether the projection is there.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or the activation is unknown.</exception>
    public ClipVisionModel(ClipVisionConfig config, bool projection = false)
    {
        Config = config;
        var (width, side) = (config.HiddenSize, config.ImageSize / config.PatchSize);
        _class = AddParameter("vision_model.embeddings.class_embedding", [width], Initializers.Normal(0.02));
        _patches = AddModule(
            "vision_model.embeddings.patch_embedding",
            new Conv2d(config.NumChannels, width, config.PatchSize, config.PatchSize, bias: false));
        _positions = AddModule("vision_model.embeddings.position_embedding", new Embedding((side * side) + 1, width));
        _before = AddModule("vision_model.pre_layrnorm", new LayerNorm(width, config.LayerNormEps));
        _layers = AddModules("vision_model.encoder.layers", config.NumHiddenLayers, _ =>
            new ClipLayer(width, config.IntermediateSize, config.NumAttentionHeads, config.HiddenAct, config.LayerNormEps));
        _after = AddModule("vision_model.post_layernorm", new LayerNorm(width, config.LayerNormEps));
        _projection = projection ? AddModule("visual_projection", new Linear(width, config.ProjectionDim, bias: false)) : null;
    }

    /// <summary>Sizes.</summary>
    public ClipVisionConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights; with projection where the file has one.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ClipVisionModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<ClipVisionConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors; a text encoder in the same file is passed over.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ClipVisionModel From(ClipVisionConfig config, ITensorSource source)
    {
        var model = new ClipVisionModel(config, source.Names.Contains("visual_projection.weight"));
        EncoderWeights.Load(model, source, "vision_model.");
        return model;
    }

    /// <summary>Encodes pictures. Neither the states nor the last one are normed; pooled is the normed state of the class token.</summary>
    /// <param name="pixels">[B, 3, H, W] with CLIP's mean taken off and divided by its deviation.</param>
    /// <param name="interpolate">Allows other sizes than the trained one by resized positions.</param>
    /// <exception cref="ArgumentException">The size is not the trained one, and it was not allowed.</exception>
    public EncoderStates Forward(Tensor pixels, bool interpolate = false)
    {
        var states = ClipLayer.Run(_layers, _before.Forward(Embeddings(pixels, interpolate)));
        return new(states, states[^1], _after.Forward(states[^1].Select(1, 0)));
    }

    /// <summary>Tokens with their positions, as they enter the first norm. [B, 1 + rows columns, C]</summary>
    /// <inheritdoc cref="Forward"/>
    public Tensor Embeddings(Tensor pixels, bool interpolate = false)
    {
        var grid = _patches.Forward(pixels).Widened(); // [B, C, rows, columns]
        var trained = ((long)Config.ImageSize / Config.PatchSize, (long)Config.ImageSize / Config.PatchSize);
        var given = (grid.Size(2), grid.Size(3));
        if (!interpolate)
            PositionGrid.Check(trained, given);
        var positions = PositionGrid.Resize(_positions.Weight.Value, 1, trained, given, antialias: false);
        var first = _class.Value.Widened().Expand(grid.Size(0), 1, Config.HiddenSize);
        return Tensor.Cat([first, grid.Flatten(2).Transpose(1, 2)], 1) + positions.Widened();
    }

    /// <summary>The pooled state in the space shared with texts, not normalised. [B, projection]</summary>
    /// <exception cref="InvalidOperationException">The network has no projection.</exception>
    public Tensor Embed(EncoderStates states) => _projection is null
        ? throw new InvalidOperationException("This CLIP image encoder has no projection.")
        : _projection.Forward(states.Pooled!);
}
