using Atelier.Imaging;
using Atelier.Models;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Quick previews: a matrix that takes the channels of a latent to red, green and blue.</summary>
/// <remarks>The matrix is fitted by least squares to one picture that the autoencoder decoded, so that it serves any autoencoder.</remarks>
internal sealed class LatentColours : IDisposable
{
    // Keeps channels that do not vary from making the equations singular.
    private const double Ridge = 1e-3;

    private readonly Tensor _matrix;

    private LatentColours(Tensor matrix) => _matrix = matrix;

    /// <summary>Fits the matrix.</summary>
    /// <param name="latent">[1, C, h, w].</param>
    /// <param name="picture">What the latent decodes to. [1, 3, H, W] in -1..1</param>
    public static LatentColours Fit(Tensor latent, Tensor picture)
    {
        using var scope = Tensor.Scope();
        var x = Rows(latent); // [h w, C + 1]
        var small = picture.Detach().To(Device.Cpu).Float().AdaptiveAvgPool2d(latent.Size(2), latent.Size(3));
        var y = small.Clamp(-1, 1).Reshape(3, -1).Transpose(0, 1); // [h w, 3]
        var normal = x.Transpose(0, 1).MatMul(x) + (Tensor.From(Identity(x.Size(1)), x.Size(1), x.Size(1)) * (Ridge * x.Size(0)));
        return new(normal.Solve(x.Transpose(0, 1).MatMul(y)).Detached());
    }

    /// <summary>The preview of a latent, at its own small size. [1, C, h, w]</summary>
    public Picture Show(Tensor latent)
    {
        using var scope = Tensor.Scope();
        var colours = Rows(latent).MatMul(_matrix).Transpose(0, 1).Reshape(3, latent.Size(2), latent.Size(3));
        return PictureTensors.ToPicture(colours);
    }

    /// <inheritdoc/>
    public void Dispose() => _matrix.Dispose();

    private static Tensor Rows(Tensor latent)
    {
        var flat = latent.Detach().To(Device.Cpu).Float().Reshape(latent.Size(1), -1).Transpose(0, 1);
        return Tensor.Cat([flat, Tensor.Ones([flat.Size(0), 1])], 1);
    }

    private static float[] Identity(long size)
    {
        var values = new float[size * size];
        for (long i = 0; i < size; i++)
            values[(i * size) + i] = 1;
        return values;
    }
}
