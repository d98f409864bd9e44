using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>What is to be painted, with everything as tensors. Pictures are [B, 3, H, W] in -1..1.</summary>
internal sealed record FluxTask
{
    /// <summary>What the picture shows.</summary>
    public required FluxPrompt Prompt { get; init; }

    /// <summary>What it shall not show; null where nothing leads away from it.</summary>
    public FluxPrompt? Negative { get; init; }

    /// <summary>Columns in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Rows in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Steps of the whole schedule.</summary>
    public required int Steps { get; init; }

    /// <summary>Sampler, schedule and levels.</summary>
    public FluxSampling Sampling { get; init; } = new();

    /// <summary>What is taken from earlier steps; null computes everything.</summary>
    public FluxReuse? Reuse { get; init; }

    /// <summary>The number that the network is told; networks without a guidance input ignore it.</summary>
    public double Guidance { get; init; }

    /// <summary>Weight of the difference to the negative prompt; 1 is none.</summary>
    public double TrueGuidance { get; init; } = 1;

    /// <summary>Share of the schedule that is run, 0 to 1: the picture is noised to its first level.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>Where the walk starts, [B, C, h, w] or packed; drawn where left out.</summary>
    public Tensor? Latents { get; init; }

    /// <summary>What is painted over.</summary>
    public Tensor? Picture { get; init; }

    /// <summary>[B or 1, 1, H, W], 1 where new content goes and 0 elsewhere; null for everywhere.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>The control picture of a network that takes one.</summary>
    public Tensor? Control { get; init; }

    /// <summary>Control pictures for networks beside the transformer.</summary>
    public IReadOnlyList<FluxControlSignal> Signals { get; init; } = [];

    /// <summary>Pictures that the network sees as further tokens; sizes of their own.</summary>
    public IReadOnlyList<Tensor> References { get; init; } = [];

    /// <summary>All that it holds.</summary>
    public IEnumerable<Tensor> Tensors() => new[]
    {
        Prompt.Tokens, Prompt.Mask, Prompt.Pooled, Negative?.Tokens, Negative?.Mask, Negative?.Pooled, Latents, Picture, Mask, Control,
    }.OfType<Tensor>().Concat(Signals.Select(s => s.Picture)).Concat(References);

    /// <summary>First step that is run: a strength of 0.5 leaves out the first half.</summary>
    public int FirstStep => Start(Steps, Strength);

    /// <summary>First of some steps at a strength; all are left out where it equals their number.</summary>
    public static int Start(int steps, double strength) => (int)Math.Max(steps - Math.Min(steps * strength, steps), 0);
}
