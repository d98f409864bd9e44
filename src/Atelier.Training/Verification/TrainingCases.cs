using Atelier.Torch.Verification;

namespace Atelier.Training.Verification;

/// <summary>Runners of all recorded cases of training parts.</summary>
public static class TrainingCases
{
    /// <summary>One runner per kind of part.</summary>
    public static IReadOnlyList<ICaseRunner> All { get; } =
    [
        new OptimizerCases(), new AverageCases(), new ClippingCases(), new ScheduleCases(), new DensityCases(), new FlowStepCases(),
        new ResolutionShiftCases(), new SignalToNoiseCases(), new PreferenceCases(), new LoraStartCases(), new GradientCases(),
    ];
}
