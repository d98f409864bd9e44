using Atelier.Models.Vision.Dinov2;

namespace Atelier.Models.Vision.Depth;

/// <summary>Sizes of Depth Anything; defaults are those of the small model. Fields are named as in <c>config.json</c>.</summary>
public sealed record DepthAnythingConfig
{
    /// <summary>Sizes of the DINOv2 below.</summary>
    public Dinov2Config BackboneConfig { get; init; } = new();

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; init; } = 14;

    /// <summary>Channels that are reassembled, the width of the DINOv2.</summary>
    public int ReassembleHiddenSize { get; init; } = 384;

    /// <summary>By how much each tap's grid is enlarged.</summary>
    public IReadOnlyList<double> ReassembleFactors { get; init; } = [4, 2, 1, 0.5];

    /// <summary>Channels of each tap's map.</summary>
    public IReadOnlyList<int> NeckHiddenSizes { get; init; } = [48, 96, 192, 384];

    /// <summary>Channels of the fused map.</summary>
    public int FusionHiddenSize { get; init; } = 64;

    /// <summary>Which fused map the head sees; negative numbers count from the last.</summary>
    public int HeadInIndex { get; init; } = -1;

    /// <summary>Channels inside the head.</summary>
    public int HeadHiddenSize { get; init; } = 32;

    /// <summary><c>relative</c> or <c>metric</c>.</summary>
    public string DepthEstimationType { get; init; } = "relative";

    /// <summary>Largest depth of a metric network, in metres.</summary>
    public double? MaxDepth { get; init; }

    internal DptNeckConfig Neck => new(ReassembleHiddenSize, ReassembleFactors, NeckHiddenSizes, FusionHiddenSize);
}
