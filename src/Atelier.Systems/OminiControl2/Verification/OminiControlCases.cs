using Atelier.Torch.Verification;

namespace Atelier.Systems.OminiControl2.Verification;

/// <summary>The runners of recorded cases with condition streams.</summary>
internal static class OminiControlCases
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ICaseRunner> All { get; } =
    [
        new ConditionedForwardCases(),
        new FeatureReuseCases(),
        new ConditionPositionCases(),
        new ConditionedGenerationCases(),
        new ConditionedTrainingCases(),
        new ConditionAdapterFileCases(),
    ];
}
