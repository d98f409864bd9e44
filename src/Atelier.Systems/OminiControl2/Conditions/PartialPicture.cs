using Atelier.Imaging;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.OminiControl2.Conditions;

/// <summary>A picture of which only a part is known, in the size of the result.</summary>
/// <param name="Picture">RGB; black outside.</param>
/// <param name="Unknown">The pixels to paint.</param>
public sealed record PartialPicture(Picture Picture, Mask Unknown)
{
    private const int Opaque = 128;

    /// <summary>Puts a picture in the middle of the result. Painted is what lies outside, what is transparent, and what the mask shows white.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="mask">As large as the picture, white for pixels to paint; null for none.</param>
    /// <param name="width">Columns of the result; the picture's if null.</param>
    /// <param name="height">Rows of the result; the picture's if null.</param>
    /// <exception cref="RequestException">The picture is larger than the result, or the mask has another size.</exception>
    public static PartialPicture Place(Picture picture, Picture? mask, int? width = null, int? height = null)
    {
        var (columns, rows) = (width ?? picture.Width, height ?? picture.Height);
        if (picture.Width > columns || picture.Height > rows)
            throw new RequestException($"The known picture is {picture.Width} x {picture.Height}; it must fit into the result, {columns} x {rows}.");
        if (mask is not null && (mask.Width != picture.Width || mask.Height != picture.Height))
            throw new RequestException($"The mask is {mask.Width} x {mask.Height}; it must have the picture's size, {picture.Width} x {picture.Height}.");
        var (left, top) = ((columns - picture.Width) / 2, (rows - picture.Height) / 2);
        var placed = new Picture(columns, rows, 3);
        placed.Paste(picture.ToRgb(), left, top);
        var unknown = new Mask(columns, rows);
        Array.Fill(unknown.Cells, (byte)1);
        var (alpha, white) = (picture.Alpha(), mask?.ToGrey());
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            var paints = alpha?.Pixels[i] < Opaque || white?.Pixels[i] >= Opaque;
            unknown.Cells[((top + (i / picture.Width)) * columns) + left + (i % picture.Width)] = paints ? (byte)1 : (byte)0;
        }

        return new(placed, unknown);
    }
}
