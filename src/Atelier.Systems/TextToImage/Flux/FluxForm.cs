using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>What a FLUX network takes beside the noise in the channels of its tokens.</summary>
internal enum FluxForm
{
    /// <summary>Nothing; reference pictures may come as further tokens.</summary>
    Plain,

    /// <summary>The latent of a control picture.</summary>
    Control,

    /// <summary>The latent of the picture without the masked region, and the mask.</summary>
    Fill,
}

/// <summary>Tells the form of a network by the width of its input.</summary>
internal static class FluxForms
{
    // A token is a patch of 2 x 2 latent pixels.
    private const int Patch = 4;

    /// <summary>The form.</summary>
    /// <exception cref="RequestException">The widths of transformer and autoencoder do not belong together.</exception>
    public static FluxForm Of(FluxConfig transformer, AutoencoderKLConfig autoencoder)
    {
        var latent = Patch * autoencoder.LatentChannels;
        var mask = Patch * autoencoder.Stride * autoencoder.Stride;
        if (transformer.OutputWidth == latent)
        {
            if (transformer.InChannels == latent)
                return FluxForm.Plain;
            if (transformer.InChannels == 2 * latent)
                return FluxForm.Control;
            if (transformer.InChannels == (2 * latent) + mask)
                return FluxForm.Fill;
        }

        throw new RequestException(
            $"The transformer takes {transformer.InChannels} channels and gives {transformer.OutputWidth}; the autoencoder's latent makes tokens of {latent}. " +
            $"Allowed are {latent} (plain), {2 * latent} (control) or {(2 * latent) + mask} (fill) in, and {latent} out.");
    }
}
