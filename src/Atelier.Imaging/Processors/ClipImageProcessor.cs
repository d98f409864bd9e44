using Atelier.Imaging.Resize;

namespace Atelier.Imaging;

/// <summary>Prepares pictures for CLIP: shortest side to a size by bicubic, centre crop, mean and deviation.</summary>
/// <param name="Size">Pixels of the shortest side; the other is size * long / short, truncated.</param>
/// <param name="Crop">Pixels of a side of the crop; where it is larger than the picture, zeros are put around before normalising.</param>
/// <param name="Backend">Which of the published implementations.</param>
public sealed record ClipImageProcessor(int Size = 224, int Crop = 224, ClipBackend Backend = ClipBackend.Pillow)
{
    private static readonly float[] Mean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] Deviation = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>Gives [3, crop, crop].</summary>
    /// <param name="picture">Any picture; alpha is dropped.</param>
    public PixelValues Process(Picture picture)
    {
        picture = picture.ToRgb();
        var shortest = Math.Min(picture.Width, picture.Height);
        var width = (int)((long)Size * picture.Width / shortest);
        var height = (int)((long)Size * picture.Height / shortest);
        picture = CentreCrop(Backend == ClipBackend.Tensor ? TensorResize(picture, width, height) : picture.Resize(width, height));
        return PixelValues.From(picture, (value, c) => ((value / 255f) - Mean[c]) / Deviation[c]);
    }

    private static Picture TensorResize(Picture picture, int width, int height)
    {
        var kernel = FilterKernel.Of(ResizeFilter.Bicubic);
        if (width != picture.Width)
        {
            var weights = ResizeWeights.Make(picture.Width, 0, (double)picture.Width / width, width, kernel);
            picture = BytePass.Horizontal(picture, weights, weights.ToShortFixedPoint());
        }

        if (height != picture.Height)
        {
            var weights = ResizeWeights.Make(picture.Height, 0, (double)picture.Height / height, height, kernel);
            picture = BytePass.Vertical(picture, weights, weights.ToShortFixedPoint());
        }

        return picture;
    }

    private Picture CentreCrop(Picture picture)
    {
        var result = new Picture(Crop, Crop, 3);
        int left = Offset(picture.Width), top = Offset(picture.Height);
        for (var y = Math.Max(0, -top); y < Math.Min(Crop, picture.Height - top); y++)
        {
            int from = Math.Max(0, left), to = Math.Max(0, -left), count = Math.Min(Crop - to, picture.Width - from);
            picture.Row(top + y).Slice(from * 3, count * 3).CopyTo(result.Row(y)[(to * 3)..]);
        }

        return result;
    }

    /// <summary>Where the crop begins; below 0 where zeros are put before the picture.</summary>
    private int Offset(int size)
    {
        var spare = size - Crop;
        if (spare < 0) // on an odd difference torchvision puts one row more behind the picture, transformers before it
            return Backend == ClipBackend.Pillow ? (int)Math.Floor(spare / 2.0) : -(-spare / 2);
        return Backend == ClipBackend.OpenAi ? (int)Math.Round(spare / 2.0) : spare / 2;
    }
}
