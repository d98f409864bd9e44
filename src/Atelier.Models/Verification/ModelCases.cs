using Atelier.Models.Mar.Verification;
using Atelier.Models.Text.Verification;
using Atelier.Models.Video.Verification;
using Atelier.Models.Vision.Verification;
using Atelier.Torch.Verification;

namespace Atelier.Models.Verification;

/// <summary>The recorded cases that the networks of this project can repeat.</summary>
public static class ModelCases
{
    /// <summary>All runners.</summary>
    public static IReadOnlyList<ICaseRunner> All { get; } =
    [
        .. ImageNetworkCases.All,
        new BertCases(),
        new T5Cases(),
        new ClipTextCases(),
        new LearnedTokenCases(),
        new ClipVisionCases(),
        new SiglipCases(),
        new ReduxCases(),
        new VisionTransformerCases(),
        new DenseCases(),
        new WanTransformerCases(),
        new CogVideoXTransformerCases(),
        new VideoAutoencoderCases(),
        new DiffusionHeadCases(),
        new MaskedModelCases(),
        new MaskedModelCountCases(),
        new MarAutoencoderCases(),
    ];
}
