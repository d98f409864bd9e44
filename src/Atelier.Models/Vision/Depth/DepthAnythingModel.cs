using Atelier.Models.Configs;
using Atelier.Models.Vision.Dinov2;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Depth;

/// <summary>Depth Anything: depth of every pixel from one picture. (Yang et al. 2024, arXiv 2401.10891 and 2406.09414)</summary>
public sealed class DepthAnythingModel : Module
{
    private readonly Dinov2Model _backbone;
    private readonly DptNeck _neck;
    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly IReadOnlyList<int> _taps;
    private readonly bool _metric;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <exception cref="ArgumentException">Fields disagree, or the type of depth is unknown.</exception>
    public DepthAnythingModel(DepthAnythingConfig config)
    {
        if (config.DepthEstimationType is not ("relative" or "metric"))
            throw new ArgumentException($"Depth is 'relative' or 'metric', not '{config.DepthEstimationType}'.");
        if (config.BackboneConfig.HiddenSize != config.ReassembleHiddenSize)
            throw new ArgumentException($"The backbone is {config.BackboneConfig.HiddenSize} wide, reassemble_hidden_size is {config.ReassembleHiddenSize}.");
        (Config, _metric) = (config, config.DepthEstimationType == "metric");
        _taps = config.BackboneConfig.Taps();
        _backbone = AddModule("backbone", new Dinov2Model(config.BackboneConfig));
        _neck = AddModule("neck", new DptNeck(config.Neck.Check(_taps.Count), toSize: true));
        _conv1 = AddModule("head.conv1", new Conv2d(config.FusionHiddenSize, config.FusionHiddenSize / 2, 3, padding: 1));
        _conv2 = AddModule("head.conv2", new Conv2d(config.FusionHiddenSize / 2, config.HeadHiddenSize, 3, padding: 1));
        _conv3 = AddModule("head.conv3", new Conv2d(config.HeadHiddenSize, 1, 1));
    }

    /// <summary>Sizes.</summary>
    public DepthAnythingConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static DepthAnythingModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<DepthAnythingConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static DepthAnythingModel From(DepthAnythingConfig config, ITensorSource source)
    {
        var mask = source.Names.Contains("backbone.embeddings.mask_token");
        var model = new DepthAnythingModel(config with { BackboneConfig = config.BackboneConfig with { UseMaskToken = mask } });
        StateDict.Load(model, source, rename: Dinov2Model.NamesOf(source));
        return model;
    }

    /// <summary>Estimates depth; the map has the size of the whole patches.</summary>
    /// <param name="pixels">[B, 3, H, W] with ImageNet's mean taken off and divided by its deviation.</param>
    public DepthMap Forward(Tensor pixels)
    {
        var patch = Config.PatchSize;
        var (rows, columns) = (pixels.Size(2) / patch, pixels.Size(3) / patch);
        var states = _backbone.Forward(pixels).HiddenStates;
        var taps = _taps.Select(tap => (Config.BackboneConfig.ApplyLayernorm ? _backbone.Norm(states[tap]) : states[tap])
            .Slice(1, _backbone.FrontTokens).Transpose(1, 2).Reshape(pixels.Size(0), -1, rows, columns)).ToArray(); // [B, C, rows, columns]
        var fused = _neck.Forward(taps);
        var map = fused[Config.HeadInIndex < 0 ? fused.Count + Config.HeadInIndex : Config.HeadInIndex];
        var x = _conv1.Forward(map).UpsampleBilinear(rows * patch, columns * patch, alignCorners: true);
        x = _conv3.Forward(_conv2.Forward(x).Relu());
        var depth = (_metric ? x.Sigmoid() : x.Relu()) * (Config.MaxDepth ?? 1);
        return new(depth.Squeeze(1), x, fused);
    }
}
