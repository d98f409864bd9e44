namespace Atelier.Models.Conversion;

/// <summary>Networks whose files are known in more than one naming.</summary>
public enum WeightFamily
{
    /// <summary>The FLUX.1 transformer.</summary>
    Flux,

    /// <summary>The UNet of Stable Diffusion 1, 2 and XL.</summary>
    UNet,

    /// <summary>The convolutional autoencoder of latent diffusion.</summary>
    Autoencoder,

    /// <summary>CLIP's text encoder, the first of Stable Diffusion.</summary>
    ClipText,

    /// <summary>OpenCLIP's text encoder, the second of Stable Diffusion XL and the only one of 2.</summary>
    OpenClipText,
}
