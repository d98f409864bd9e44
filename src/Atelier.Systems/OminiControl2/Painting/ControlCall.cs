using Atelier.Models.Flux;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>Everything that stays the same over the steps of one picture.</summary>
/// <param name="Positions">Of the tokens that are denoised.</param>
/// <param name="Settings">How conditions take part.</param>
/// <param name="Runs">One with all rows, or the negative prompt's and the prompt's.</param>
internal sealed record ControlCall(Tensor Positions, ConditionSettings Settings, IReadOnlyList<ControlRun> Runs)
{
    /// <summary>Factor of the difference that the prompt makes, and guided conditions with it; counts where there are two rows.</summary>
    public double Guidance { get; init; } = 1;

    /// <summary>Factor of the difference to black condition pictures; 1 needs none.</summary>
    public double ImageGuidance { get; init; } = 1;

    /// <summary>The runs with black pictures for the conditions.</summary>
    public IReadOnlyList<ControlRun> BlackRuns { get; init; } = [];

    /// <summary>Opens the runs of a network.</summary>
    public ControlledFlow On(FluxTransformer network) => new(network, this);
}
