using Atelier.Imaging;
using Atelier.Models;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>The picture that a walk begins with, in the size of the result, and what of it stays.</summary>
internal sealed class InitialPicture
{
    private readonly Picture _picture;
    private readonly Mask? _mask;

    private InitialPicture(Picture picture, Mask? mask, int stride)
    {
        (_picture, _mask) = (picture, mask);
        Picture = Extended(PictureTensors.ToTensor(picture), stride);
        Mask = mask is null ? null : Extended(Tensor.From(mask.Cells, 1, 1, mask.Height, mask.Width).Float(), stride);
    }

    /// <summary>[1, 3, H, W] in -1..1, its last rows and columns repeated up to whole latent pixels.</summary>
    public Tensor Picture { get; }

    /// <summary>[1, 1, H, W], 1 is repainted; null repaints all.</summary>
    public Tensor? Mask { get; }

    /// <summary>Takes the picture of a request in a size.</summary>
    /// <param name="request">Has an initial picture.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="stride">Pixels of a latent pixel's side.</param>
    public static InitialPicture Of(StableDiffusionRequest request, int width, int height, int stride)
    {
        var picture = Sized(request.Init!.ToRgb(), width, height, ResizeFilter.Lanczos);
        // A mask has hard edges, so that it says of every pixel whether it stays.
        var mask = request.Mask is null ? null : Imaging.Mask.From(Sized(request.Mask.ToRgb().ToGrey(), width, height, ResizeFilter.Box));
        return new(picture, mask, stride);
    }

    /// <summary>A painted picture without what was added at its edges, and with every pixel that was to stay.</summary>
    public Picture Finish(Picture painted)
    {
        var (width, height) = (_picture.Width, _picture.Height);
        var result = painted.Width == width && painted.Height == height ? painted : painted.Crop(new(0, 0, width, height));
        if (_mask is null)
            return result;
        for (var i = 0; i < width * height; i++)
        {
            if (_mask.Cells[i] == 0)
                _picture.Pixels.AsSpan(3 * i, 3).CopyTo(result.Pixels.AsSpan(3 * i));
        }

        return result;
    }

    private static Picture Sized(Picture picture, int width, int height, ResizeFilter filter) =>
        picture.Width == width && picture.Height == height ? picture : picture.Resize(width, height, filter);

    private static Tensor Extended(Tensor planes, int stride)
    {
        var (right, bottom) = (Missing(planes.Size(3)), Missing(planes.Size(2)));
        return right == 0 && bottom == 0 ? planes : planes.ReplicationPad(0, right, 0, bottom);

        long Missing(long side) => (stride - (side % stride)) % stride;
    }
}
