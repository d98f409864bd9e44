using Atelier.Torch.Verification;

namespace Atelier.Diffusion.Verification;

/// <summary>The runners of the recorded cases whose code is in this project.</summary>
public static class DiffusionCases
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ICaseRunner> All { get; } = [new FlowMatchCases(), new VideoSamplerCases(), new SamplerCases(), new GaussianTableCases()];
}
