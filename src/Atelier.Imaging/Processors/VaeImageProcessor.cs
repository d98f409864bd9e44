namespace Atelier.Imaging;

/// <summary>diffusers' VaeImageProcessor: pictures to what an autoencoder takes, and back.</summary>
public sealed record VaeImageProcessor
{
    /// <summary>Sizes are rounded down to multiples of this.</summary>
    /// <value>8.</value>
    public int ScaleFactor { get; init; } = 8;

    /// <summary>The filter for pictures; planes are always resized by torch's nearest.</summary>
    /// <value>Lanczos.</value>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Lanczos;

    /// <summary>Whether sizes are changed at all.</summary>
    public bool Resizes { get; init; } = true;

    /// <summary>Whether 0..1 becomes -1..1.</summary>
    public bool Normalises { get; init; } = true;

    /// <summary>Whether values become 0 or 1, 1 from 0.5 on.</summary>
    public bool Binarises { get; init; }

    /// <summary>Whether grey pictures become RGB.</summary>
    public bool ConvertsToRgb { get; init; }

    /// <summary>Whether pictures become grey, by Pillow's integer rule.</summary>
    public bool ConvertsToGrey { get; init; }

    /// <summary>Prepares a picture.</summary>
    /// <param name="picture">8 bits a channel.</param>
    /// <param name="width">Columns wanted; null for the picture's.</param>
    /// <param name="height">Rows wanted; null for the picture's.</param>
    /// <param name="mode">How another aspect ratio is met.</param>
    /// <param name="part">Left, top, right, bottom to cut out first.</param>
    /// <returns>[channels, height, width].</returns>
    public PixelValues Preprocess(
        Picture picture, int? width = null, int? height = null, VaeResizeMode mode = VaeResizeMode.Default, PixelBox? part = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (part is { } box)
            picture = picture.Crop(box);
        if (Resizes)
            picture = Resize(picture, RoundDown(width ?? picture.Width), RoundDown(height ?? picture.Height), mode);
        if (ConvertsToRgb)
            picture = picture.ToRgb();
        else if (ConvertsToGrey)
            picture = picture.ToGrey();
        return Finish(PixelValues.From(picture));
    }

    /// <summary>Prepares planes of 0..1; planes with negative values are taken as normalised already.</summary>
    public PixelValues Preprocess(PixelValues planes, int? width = null, int? height = null)
    {
        ArgumentNullException.ThrowIfNull(planes);
        if (Resizes)
            planes = planes.Resize(RoundDown(width ?? planes.Width), RoundDown(height ?? planes.Height), InterpolationMode.Nearest);
        return Finish(planes);
    }

    /// <summary>Brings a picture to a size; fill and crop use Lanczos and give RGB.</summary>
    public Picture Resize(Picture picture, int width, int height, VaeResizeMode mode = VaeResizeMode.Default) => mode switch
    {
        VaeResizeMode.Fill => AspectResize.Fill(picture, width, height),
        VaeResizeMode.Crop => AspectResize.Crop(picture, width, height),
        _ => picture.Resize(width, height, Filter),
    };

    /// <summary>An autoencoder's output as a picture: x / 2 + 0.5 where normalised, clamped, rounded half to even.</summary>
    public Picture Postprocess(PixelValues planes)
    {
        ArgumentNullException.ThrowIfNull(planes);
        return Normalises ? (planes with { Values = Array.ConvertAll(planes.Values, value => (value * 0.5f) + 0.5f) }).ToPicture() : planes.ToPicture();
    }

    private int RoundDown(int size) => size - (size % ScaleFactor);

    private PixelValues Finish(PixelValues planes)
    {
        var values = planes.Values;
        if (Normalises && !values.Any(value => value < 0))
            values = Array.ConvertAll(values, value => (2 * value) - 1);
        if (Binarises)
            values = Array.ConvertAll(values, value => value < 0.5f ? 0f : 1f);
        return planes with { Values = values };
    }
}
