using Atelier.Imaging;

namespace Atelier.Training.Mini;

/// <summary>Lays pictures of one size out in a grid.</summary>
internal static class PictureSheet
{
    private const int Gap = 2;

    /// <summary>Row after row, on white.</summary>
    public static Picture Grid(IReadOnlyList<Picture> pictures, int columns)
    {
        var (width, height) = (pictures[0].Width, pictures[0].Height);
        var rows = (pictures.Count + columns - 1) / columns;
        var sheet = new Picture((columns * (width + Gap)) - Gap, (rows * (height + Gap)) - Gap, 3);
        sheet.Pixels.AsSpan().Fill(255);
        for (var i = 0; i < pictures.Count; i++)
        {
            var (left, top) = (i % columns * (width + Gap), i / columns * (height + Gap));
            for (var y = 0; y < height; y++)
                pictures[i].Row(y).CopyTo(sheet.Row(top + y)[(left * 3)..]);
        }

        return sheet;
    }
}
