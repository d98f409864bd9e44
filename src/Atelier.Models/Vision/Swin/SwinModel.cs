using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Swin;

/// <summary>The Swin transformer: attention inside windows that shift from block to block. (Liu et al. 2021, arXiv 2103.14030)</summary>
public sealed class SwinModel : Module
{
    private readonly Conv2d _patches;
    private readonly LayerNorm _patchNorm, _norm;
    private readonly Parameter? _positions;
    private readonly SwinStage[] _stages;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <exception cref="ArgumentException">Stages and heads differ in number, heads do not divide a width, or the activation is unknown.</exception>
    public SwinModel(SwinConfig config)
    {
        if (config.Depths.Count != config.NumHeads.Count)
            throw new ArgumentException($"{config.Depths.Count} stages, but heads for {config.NumHeads.Count}.");
        Config = config;
        var (width, side) = (config.EmbedDim, config.ImageSize / config.PatchSize);
        _patches = AddModule("embeddings.patch_embeddings.projection", new Conv2d(config.NumChannels, width, config.PatchSize, config.PatchSize));
        _patchNorm = AddModule("embeddings.norm", new LayerNorm(width));
        _positions = config.UseAbsoluteEmbeddings
            ? AddParameter("embeddings.position_embeddings", [1, side * side, width], Initializers.Normal(0.02))
            : null;
        _stages = AddModules("encoder.layers", config.Depths.Count, i => new SwinStage(config, i));
        _norm = AddModule("layernorm", new LayerNorm(width << (config.Depths.Count - 1), config.LayerNormEps));
    }

    /// <summary>Sizes.</summary>
    public SwinConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static SwinModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<SwinConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors, with or without <c>swin.</c> in front; a class head in the same file is passed over.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static SwinModel From(SwinConfig config, ITensorSource source)
    {
        if (source.Names.Contains("swin.layernorm.weight"))
            source = new PrefixedTensors(source, "swin.");
        var model = new SwinModel(config);
        StateDict.Load(model, source, ignore: name => name.EndsWith("relative_position_index", StringComparison.Ordinal));
        return model;
    }

    /// <summary>Encodes pictures. Hidden states are the patches and what leaves each stage; pooled is the mean of the normed last one.</summary>
    /// <param name="pixels">[B, 3, H, W] with ImageNet's mean taken off and divided by its deviation.</param>
    public EncoderStates Forward(Tensor pixels)
    {
        var patch = Config.PatchSize;
        var (right, bottom) = ((patch - (pixels.Size(3) % patch)) % patch, (patch - (pixels.Size(2) % patch)) % patch);
        var grid = _patches.Forward(right + bottom == 0 ? pixels : pixels.Pad([0, right, 0, bottom])).Widened(); // [B, C, rows, columns]
        var x = _patchNorm.Forward(grid.Permute(0, 2, 3, 1)); // [B, rows, columns, C]
        if (_positions is not null)
            x = (x.Flatten(1, 2) + Positions(grid.Size(2), grid.Size(3))).Reshape(x.Shape);
        var states = new List<Tensor> { x.Flatten(1, 2) };
        foreach (var stage in _stages)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(stage.Forward(x));
            states.Add(scope.Keep(x.Flatten(1, 2)));
        }

        var last = _norm.Forward(states[^1]);
        return new(states, last, last.Mean([1]));
    }

    private Tensor Positions(long rows, long columns)
    {
        var side = (long)Config.ImageSize / Config.PatchSize;
        PositionGrid.Check((side, side), (rows, columns));
        return _positions!.Value.Widened();
    }
}
