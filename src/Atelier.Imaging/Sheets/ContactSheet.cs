namespace Atelier.Imaging;

/// <summary>Many pictures on one, each with its caption.</summary>
public static class ContactSheet
{
    private const int CaptionGap = 4;
    private const int LeastCell = 64;

    /// <summary>Lays pictures out in rows.</summary>
    /// <param name="entries">At least one.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>RGB.</returns>
    /// <exception cref="ArgumentException">There is no picture, or an option is out of range.</exception>
    public static Picture Make(IReadOnlyList<ContactSheetEntry> entries, ContactSheetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        options ??= ContactSheetOptions.Default;
        if (entries.Count == 0)
            throw new ArgumentException("A contact sheet needs at least one picture.");
        if (options.Columns < 0 || options.CellSize < 0 || options.Gap < 0 || options.CaptionLines < 1)
            throw new ArgumentException("Columns, cell size and gap are at least 0, caption lines at least 1.");
        var pictures = entries.Select(entry => Fit(entry.Picture, options)).ToList();
        var columns = options.Columns > 0 ? options.Columns : (int)Math.Ceiling(Math.Sqrt(entries.Count));
        columns = Math.Min(columns, entries.Count);
        var cell = Math.Max(LeastCell, pictures.Max(picture => picture.Width));
        var captions = entries.Select(entry => Lines(entry.Caption, cell, options)).ToList();
        var rows = Enumerable.Range(0, (entries.Count + columns - 1) / columns).Select(row => (row * columns)..Math.Min(entries.Count, (row + 1) * columns)).ToList();
        var heights = rows.ConvertAll(row => RowHeight(Part(pictures, row), Part(captions, row)));
        var top = options.Gap + (options.Title.Length > 0 ? PixelFont.Large.LineHeight + options.Gap : 0);
        var sheet = Blank(options.Gap + (columns * (cell + options.Gap)), top + heights.Sum() + (rows.Count * options.Gap), options.Background);
        PixelFont.Large.Draw(sheet, options.Gap, options.Gap, options.Title, options.Ink);
        for (var i = 0; i < rows.Count; i++)
        {
            var tallest = Part(pictures, rows[i]).Max(picture => picture.Height);
            for (var k = rows[i].Start.Value; k < rows[i].End.Value; k++)
                Place(sheet, pictures[k], captions[k], options.Gap + ((k % columns) * (cell + options.Gap)), top, cell, tallest, options.Ink);
            top += heights[i] + options.Gap;
        }

        return sheet;
    }

    private static List<T> Part<T>(List<T> list, Range range) => list[range];

    private static IReadOnlyList<string> Lines(string caption, int width, ContactSheetOptions options) =>
        caption.Length == 0 ? [] : PixelFont.Small.Wrap(caption, width, options.CaptionLines);

    private static int RowHeight(List<Picture> pictures, List<IReadOnlyList<string>> captions)
    {
        var lines = captions.Max(caption => caption.Count);
        return pictures.Max(picture => picture.Height) + (lines > 0 ? CaptionGap + (lines * PixelFont.Small.LineHeight) : 0);
    }

    private static Picture Fit(Picture picture, ContactSheetOptions options)
    {
        var side = Math.Max(picture.Width, picture.Height);
        if (options.CellSize > 0 && side > options.CellSize)
        {
            var scale = (double)options.CellSize / side;
            picture = picture.ResizeLinear(
                Math.Max(1, (int)Math.Round(picture.Width * scale)), Math.Max(1, (int)Math.Round(picture.Height * scale)), ResizeFilter.Lanczos);
        }

        return picture.Channels is 2 or 4
            ? picture.Over(Blank(picture.Width, picture.Height, options.Background)).ToRgb()
            : picture.ToRgb();
    }

    private static void Place(Picture sheet, Picture picture, IReadOnlyList<string> caption, int x, int y, int cell, int tallest, Rgb ink)
    {
        sheet.Paste(picture, x + ((cell - picture.Width) / 2), y + (tallest - picture.Height));
        y += tallest + CaptionGap;
        foreach (var line in caption)
        {
            PixelFont.Small.Draw(sheet, x, y, line, ink);
            y += PixelFont.Small.LineHeight;
        }
    }

    private static Picture Blank(int width, int height, Rgb colour)
    {
        var picture = new Picture(width, height, 3);
        for (var i = 0; i < picture.Pixels.Length; i += 3)
            (picture.Pixels[i], picture.Pixels[i + 1], picture.Pixels[i + 2]) = (colour.R, colour.G, colour.B);
        return picture;
    }
}
