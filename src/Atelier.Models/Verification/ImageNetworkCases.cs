using Atelier.Models.Adapters.Verification;
using Atelier.Models.Autoencoders.Verification;
using Atelier.Models.Dialects.Verification;
using Atelier.Models.Flux.Verification;
using Atelier.Models.Flux2.Verification;
using Atelier.Models.Layers.Verification;
using Atelier.Models.Lumina2.Verification;
using Atelier.Models.PixArt.Verification;
using Atelier.Models.QwenImage.Verification;
using Atelier.Models.Sd3.Verification;
using Atelier.Models.UNet.Verification;
using Atelier.Models.ZImage.Verification;
using Atelier.Torch.Verification;

namespace Atelier.Models.Verification;

/// <summary>The recorded cases of networks that make images, and of their layers.</summary>
internal static class ImageNetworkCases
{
    /// <summary>All runners.</summary>
    public static IReadOnlyList<ICaseRunner> All { get; } =
    [
        new AutoencoderCases(),
        new DialectCases(),
        new FluxControlNetCases(),
        new FluxLoraCases(),
        new FluxTransformerCases(),
        new Sd3TransformerCases(),
        new PixArtTransformerCases(),
        new Flux2TransformerCases(),
        new QwenImageTransformerCases(),
        new Lumina2TransformerCases(),
        new ZImageTransformerCases(),
        new AttentionAdapterCases(),
        new ImagePromptCases(),
        new UNetCases(),
        new StableDiffusionLoraCases(),
        new AdapterMergeCases(),
        new ControlNetCases(),
        new PrimitiveCases(),
    ];
}
