using Atelier.Models.Flux;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>Everything that stays the same over the steps of one picture.</summary>
/// <param name="Text">One row, or the negative prompt and the prompt where guidance is the difference of two answers.</param>
/// <param name="Positions">Of the tokens that are denoised.</param>
/// <param name="Conditions">The conditions.</param>
/// <param name="Settings">How they take part.</param>
internal sealed record ControlCall(FluxText Text, Tensor Positions, IReadOnlyList<ImageCondition> Conditions, ConditionSettings Settings)
{
    /// <summary>Features of the conditions, computed before; null where they are computed in the steps.</summary>
    public IReadOnlyList<CachedStream>? Features { get; init; }

    /// <summary>Factor of the difference that the prompt makes; counts where the text has two rows.</summary>
    public double Guidance { get; init; } = 1;

    /// <summary>Factor of the difference that the conditions make; 1 makes no second run.</summary>
    public double ImageGuidance { get; init; } = 1;

    /// <summary>The conditions with black pictures in their place, for a second run.</summary>
    public IReadOnlyList<ImageCondition> Black { get; init; } = [];

    /// <summary>Features of the black conditions.</summary>
    public IReadOnlyList<CachedStream>? BlackFeatures { get; init; }

    /// <summary>Opens the runs of a network.</summary>
    public ControlledFlow On(FluxTransformer network) => new(network, this);
}
