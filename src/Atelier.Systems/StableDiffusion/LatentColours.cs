using Atelier.Imaging;
using Atelier.Models;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>A rough picture of a latent at once, by one small matrix from its channels to colours.</summary>
/// <remarks>The matrix was fitted to Stable Diffusion 1's autoencoder by users of the public models; for other latents the first three channels are shown.</remarks>
internal static class LatentColours
{
    private static readonly float[] Colours =
    [
        0.298f, 0.207f, 0.208f,
        0.187f, 0.286f, 0.173f,
        -0.158f, 0.189f, 0.264f,
        -0.184f, -0.271f, -0.473f,
    ];

    /// <summary>The picture of a latent as the network sees it, enlarged to its full size. [1, C, h, w]</summary>
    public static Picture Of(Tensor latent, int stride)
    {
        using var scope = Tensor.Scope();
        var (channels, height, width) = (latent.Size(1), latent.Size(2), latent.Size(3));
        var planes = latent.Float().To(Device.Cpu);
        var colours = channels == 4
            ? Tensor.From(Colours, 4, 3).Transpose(0, 1).MatMul(planes.Reshape(4, height * width)).Reshape(1, 3, height, width)
            : planes.Narrow(1, 0, 3);
        return PictureTensors.ToPicture(colours.UpsampleNearest(height * stride, width * stride));
    }
}
