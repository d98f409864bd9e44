namespace Atelier.Imaging;

/// <summary>Prepares pictures for SigLIP: straight to size x size by Pillow's bicubic, then (x / 255 - 0.5) / 0.5.</summary>
/// <param name="Size">Pixels of a side; the aspect ratio is not kept.</param>
public sealed record SiglipImageProcessor(int Size = 224)
{
    /// <summary>Gives [3, size, size].</summary>
    /// <param name="picture">Any picture; alpha is dropped.</param>
    public PixelValues Process(Picture picture) =>
        PixelValues.From(picture.ToRgb().Resize(Size, Size), (value, _) => ((value / 255f) - 0.5f) / 0.5f);
}
