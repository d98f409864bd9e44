using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Depth;

/// <summary>DPT (MiDaS 3): relative depth of every pixel from one picture. (Ranftl et al. 2021, arXiv 2103.13413)</summary>
public sealed class DptModel : Module
{
    private readonly DptBackbone _backbone;
    private readonly Linear[] _readouts;
    private readonly DptNeck _neck;
    private readonly Conv2d? _projection;
    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly Func<Tensor, Tensor> _act;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <exception cref="ArgumentException">Fields disagree, or the backbone is a hybrid one.</exception>
    public DptModel(DptConfig config)
    {
        if (config.IsHybrid)
            throw new ArgumentException("Hybrid DPT networks, with convolutions below, are not supported; use a plain one such as dpt-large.");
        if (config.ReadoutType is not ("ignore" or "add" or "project"))
            throw new ArgumentException($"The readout is 'ignore', 'add' or 'project', not '{config.ReadoutType}'.");
        (Config, _act) = (config, Activations.ByName(config.HiddenAct));
        var (width, taps, fused) = (config.HiddenSize, config.BackboneOutIndices.Count, config.FusionHiddenSize);
        _backbone = AddModule("dpt", new DptBackbone(config));
        _neck = AddModule("neck", new DptNeck(config.Neck.Check(taps), toSize: false));
        _readouts = config.ReadoutType != "project"
            ? []
            : [.. Enumerable.Range(0, taps).Select(i => AddModule($"neck.reassemble_stage.readout_projects.{i}.0", new Linear(2 * width, width)))];
        _projection = config.AddProjection ? AddModule("head.projection", new Conv2d(256, 256, 3, padding: 1)) : null;
        _conv1 = AddModule("head.head.0", new Conv2d(fused, fused / 2, 3, padding: 1));
        _conv2 = AddModule("head.head.2", new Conv2d(fused / 2, 32, 3, padding: 1));
        _conv3 = AddModule("head.head.4", new Conv2d(32, 1, 1));
    }

    /// <summary>Sizes.</summary>
    public DptConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static DptModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<DptConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors; a pooler in the same file is passed over.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static DptModel From(DptConfig config, ITensorSource source)
    {
        var model = new DptModel(config);
        StateDict.Load(model, source, ignore: name => name.StartsWith("dpt.pooler.", StringComparison.Ordinal));
        return model;
    }

    /// <summary>Estimates inverse depth up to scale and shift; the map has 32 pixels for each of the smallest grid's cells.</summary>
    /// <param name="pixels">[B, 3, H, W] in -1..1.</param>
    public DepthMap Forward(Tensor pixels)
    {
        var (blocks, rows, columns) = _backbone.Forward(pixels);
        var taps = Config.BackboneOutIndices
            .Select((block, i) => Readout(blocks[block], i).Transpose(1, 2).Reshape(pixels.Size(0), -1, rows, columns)).ToArray();
        var fused = _neck.Forward(taps);
        var x = fused[Config.HeadInIndex < 0 ? fused.Count + Config.HeadInIndex : Config.HeadInIndex];
        x = _projection?.Forward(x).Relu() ?? x;
        x = _conv1.Forward(x);
        x = _conv2.Forward(x.UpsampleBilinear(2 * x.Size(2), 2 * x.Size(3), alignCorners: true)).Relu();
        x = _conv3.Forward(x);
        return new(x.Relu().Squeeze(1), x, fused);
    }

    // The class token joins the others. [B, 1 + N, C] to [B, N, C]
    private Tensor Readout(Tensor x, int tap)
    {
        var (first, rest) = (x.Narrow(1, 0, 1), x.Slice(1, 1));
        return Config.ReadoutType switch
        {
            "ignore" => rest,
            "add" => rest + first,
            _ => _act(_readouts[tap].Forward(Tensor.Cat([rest, first.Expand(rest.Shape)], -1))),
        };
    }
}
