using Atelier.Diffusion;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Pictures and masks as a FLUX network takes them.</summary>
internal static class FluxPictures
{
    /// <summary>A draw of a picture's latent, as the network expects it. [B, 3, H, W] to [B, C, h, w]</summary>
    public static Tensor Draw(AutoencoderKL autoencoder, Tensor picture, NoiseSource noise)
    {
        var latent = autoencoder.Encode(picture);
        return autoencoder.Scale(latent.Sample(noise.Like(latent.Mean)));
    }

    /// <summary>The mean of a picture's latent, packed. [B, 3, H, W] to [B, N, 4 C], with rows and columns of tokens.</summary>
    public static (Tensor Tokens, long Rows, long Columns) Reference(AutoencoderKL autoencoder, Tensor picture)
    {
        var latent = autoencoder.Scale(autoencoder.Encode(picture).Mean);
        return (FluxLatents.Pack(latent), latent.Size(2) / 2, latent.Size(3) / 2);
    }

    /// <summary>A mask at the size of the latent: the value of the pixel at the corner of each cell, for all channels. [B, N, 4 C]</summary>
    public static Tensor LatentMask(Tensor mask, long height, long width, int channels) =>
        FluxLatents.Pack(mask.UpsampleNearest(height, width).Expand(-1, channels, -1, -1));

    /// <summary>All pixels of a mask as channels of the latent pixels that they lie in. [B, 1, H, W] to [B, N, 4 stride^2]</summary>
    public static Tensor MaskChannels(Tensor mask, int stride)
    {
        var (batch, height, width) = (mask.Size(0), mask.Size(2) / stride, mask.Size(3) / stride);
        var cells = mask.Reshape(batch, height, stride, width, stride).Permute(0, 2, 4, 1, 3).Reshape(batch, stride * stride, height, width);
        return FluxLatents.Pack(cells);
    }
}
