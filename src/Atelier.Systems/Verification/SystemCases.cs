using Atelier.Systems.DyArtBank.Verification;
using Atelier.Systems.LightGen.Verification;
using Atelier.Systems.OminiControl2.Verification;
using Atelier.Systems.Reuse.Verification;
using Atelier.Systems.StableDiffusion.Verification;
using Atelier.Systems.TextToImage.Flux.Verification;
using Atelier.Systems.Video.Verification;
using Atelier.Torch.Verification;

namespace Atelier.Systems.Verification;

/// <summary>The runners of the recorded cases that need networks and samplers together.</summary>
public static class SystemCases
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ICaseRunner> All { get; } =
    [
        new DiffusionLossCases(),
        new MaskedGenerationCases(),
        new WanVideoCases(),
        new StylePromptCases(),
        new StyleTrainingCases(),
        new ArtBankCases(),
        new StableDiffusionCases(),
        new StableDiffusionTableCases(),
        .. OminiControlCases.All,
        new FluxPipelineCases(),
        new FluxPackingCases(),
        new FluxReuseCases(),
        new CogVideoXReuseCases(),
    ];
}
