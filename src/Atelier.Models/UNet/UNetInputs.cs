using Atelier.Models.Adapters;
using Atelier.Models.UNet.ImagePrompts;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>What a UNet or control network is called with.</summary>
/// <param name="Sample">[B, C, H, W], the noisy latent.</param>
/// <param name="Timestep">[] or [B], 0..999.</param>
/// <param name="Text">[B, L, D], the text states.</param>
public sealed record UNetInputs(Tensor Sample, Tensor Timestep, Tensor Text)
{
    /// <summary>[B, L], 1 for tokens that may be seen; null where all may.</summary>
    public Tensor? TextMask { get; init; }

    /// <summary>[B, D], added to the sinusoid of the time by networks with a <c>time_cond_proj_dim</c>.</summary>
    public Tensor? TimestepCondition { get; init; }

    /// <summary>[B] numbers or [B, D] vectors, as the network's <c>class_embed_type</c> says.</summary>
    public Tensor? ClassLabels { get; init; }

    /// <summary>[B, P], the pooled text of SDXL.</summary>
    public Tensor? TextEmbeds { get; init; }

    /// <summary>[B, 6], SDXL's original height and width, crop top and left, target height and width.</summary>
    public Tensor? TimeIds { get; init; }

    /// <summary>What a control network adds to each skip connection, in order.</summary>
    public IReadOnlyList<Tensor> DownResiduals { get; init; } = [];

    /// <summary>What a control network adds after the middle.</summary>
    public Tensor? MidResidual { get; init; }

    /// <summary>Features of a T2I adapter, one for each block of the way down.</summary>
    public IReadOnlyList<Tensor> BlockFeatures { get; init; } = [];

    /// <summary>Pictures that the network attends to beside the text.</summary>
    public IReadOnlyList<ImagePrompt> Pictures { get; init; } = [];

    /// <summary>Self-attentions that the last part of the batch passes unattended; null for none.</summary>
    public PerturbedAttention? Perturbed { get; init; }

    /// <summary>Factors of backbone and skip connections on the way up; null for none.</summary>
    public FreeU? FreeU { get; init; }

    /// <summary>Adapters of the call.</summary>
    public AdapterStack? Adapters { get; init; }

    /// <summary>Reads what leaves each part, by its name: time_embedding, conv_in, down_blocks.0.0, mid_block, up_blocks.1, ...</summary>
    public Action<string, Tensor>? Observe { get; init; }
}
