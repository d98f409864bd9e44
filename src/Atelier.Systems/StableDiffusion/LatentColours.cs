using Atelier.Imaging;
using Atelier.Models;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>A rough picture of a latent at once, by one small matrix from its channels to colours.</summary>
/// <remarks>The matrices were fitted to the public autoencoders by their users; of other latents the first three channels are shown.</remarks>
internal static class LatentColours
{
    // A row for each channel of the latent.
    private static readonly float[] First =
    [
        0.298f, 0.207f, 0.208f,
        0.187f, 0.286f, 0.173f,
        -0.158f, 0.189f, 0.264f,
        -0.184f, -0.271f, -0.473f,
    ];

    private static readonly float[] XL =
    [
        0.3651f, 0.4232f, 0.4341f,
        -0.2533f, -0.0042f, 0.1068f,
        0.1076f, 0.1111f, -0.0362f,
        -0.3165f, -0.2492f, -0.2188f,
    ];

    /// <summary>The picture of a latent as the network sees it, enlarged to its full size. [1, C, h, w]</summary>
    /// <param name="latent">The latent.</param>
    /// <param name="stride">Pixels of a latent pixel's side.</param>
    /// <param name="xl">Whether it is SDXL's.</param>
    public static Picture Of(Tensor latent, int stride, bool xl)
    {
        using var scope = Tensor.Scope();
        var (channels, height, width) = (latent.Size(1), latent.Size(2), latent.Size(3));
        var planes = latent.Float().To(Device.Cpu);
        var colours = channels == 4
            ? Tensor.From(xl ? XL : First, 4, 3).Transpose(0, 1).MatMul(planes.Reshape(4, height * width)).Reshape(1, 3, height, width)
            : planes.Narrow(1, 0, 3);
        return PictureTensors.ToPicture(colours.UpsampleNearest(height * stride, width * stride));
    }
}
