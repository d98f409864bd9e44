namespace Atelier.Models.UNet;

/// <summary>What a control network's <c>config.json</c> has beside the fields of a UNet.</summary>
public sealed record ControlNetConfig
{
    /// <summary>Channels of the control picture.</summary>
    public int ConditioningChannels { get; init; } = 3;

    /// <summary>rgb or bgr.</summary>
    public string ControlnetConditioningChannelOrder { get; init; } = "rgb";

    /// <summary>Channels of each size of the control picture's map.</summary>
    public IReadOnlyList<int> ConditioningEmbeddingOutChannels { get; init; } = [16, 32, 96, 256];

    /// <summary>Replaces each residual by its mean over the plane.</summary>
    public bool GlobalPoolConditions { get; init; }
}
