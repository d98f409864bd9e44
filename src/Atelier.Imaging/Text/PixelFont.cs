namespace Atelier.Imaging;

/// <summary>Small letters for captions and charts: DejaVu Sans, drawn once and embedded.</summary>
/// <remarks>ASCII, Latin-1 and some signs; any other character becomes a box.</remarks>
public sealed class PixelFont
{
    private const int Padding = 1; // columns beside each letter in the strip

    // not in a static initialiser, whose exceptions hide what is missing
    private static readonly Lazy<PixelFont> SmallFont = new(() => new PixelFont("sans12.png"), LazyThreadSafetyMode.PublicationOnly);
    private static readonly Lazy<PixelFont> LargeFont = new(() => new PixelFont("sans16.png"), LazyThreadSafetyMode.PublicationOnly);

    private readonly Picture _strip;
    private readonly Dictionary<char, (int At, int Width)> _letters = [];

    private PixelFont(string resource)
    {
        using var stream = typeof(PixelFont).Assembly.GetManifestResourceStream(resource)!;
        var stored = PictureFile.Open(stream);
        _strip = stored.Pixels;
        var widths = stored.Metadata.Text["widths"].Split(',').Select(int.Parse);
        var at = 0;
        foreach (var (letter, width) in stored.Metadata.Text["characters"].Zip(widths))
        {
            _letters[letter] = (at, width);
            at += width + (2 * Padding);
        }
    }

    /// <summary>12 pixels an em.</summary>
    public static PixelFont Small => SmallFont.Value;

    /// <summary>16 pixels an em.</summary>
    public static PixelFont Large => LargeFont.Value;

    /// <summary>Pixels from one line to the next.</summary>
    public int LineHeight => _strip.Height;

    /// <summary>Pixels from left to right of one line.</summary>
    public int Measure(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Sum(letter => Find(letter).Width);
    }

    /// <summary>Breaks a text into lines: at line ends, between words, and inside words that are too long.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="width">Pixels that a line may have.</param>
    /// <param name="most">Lines at most; the last one then ends in an ellipsis.</param>
    public IReadOnlyList<string> Wrap(string text, int width, int most = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
            WrapParagraph(paragraph, width, lines);
        if (lines.Count <= most)
            return lines;
        var last = lines[most - 1];
        while (last.Length > 0 && Measure(last + "…") > width)
            last = last[..^1];
        return [.. lines.Take(most - 1), last.TrimEnd() + "…"];
    }

    /// <summary>Draws one line into an RGB picture; what lies outside is left out.</summary>
    /// <param name="picture">Changed.</param>
    /// <param name="x">Left edge of the text.</param>
    /// <param name="y">Upper edge of the line.</param>
    /// <param name="text">Without line ends.</param>
    /// <param name="colour">The letters' colour.</param>
    public void Draw(Picture picture, int x, int y, string text, Rgb colour)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(text);
        if (picture.Channels != 3)
            throw new ArgumentException($"Text is drawn into RGB pictures; this one has {picture.Channels} channels.");
        foreach (var letter in text)
        {
            var (at, width) = Find(letter);
            DrawLetter(picture, x - Padding, y, at, width + (2 * Padding), colour);
            x += width;
        }
    }

    private void DrawLetter(Picture picture, int x, int y, int at, int width, Rgb colour)
    {
        for (var row = Math.Max(0, -y); row < Math.Min(_strip.Height, picture.Height - y); row++)
        {
            var to = picture.Row(y + row);
            for (var column = Math.Max(0, -x); column < Math.Min(width, picture.Width - x); column++)
            {
                if (_strip.Row(row)[at + column] is var cover and > 0)
                    colour.MixInto(to.Slice((x + column) * 3, 3), cover / 255f);
            }
        }
    }

    private (int At, int Width) Find(char letter) =>
        _letters.TryGetValue(letter, out var found) ? found : letter == '\t' ? _letters[' '] : _letters['□'];

    private void WrapParagraph(string paragraph, int width, List<string> lines)
    {
        var line = "";
        foreach (var word in paragraph.Split(' '))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (Measure(longer) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
                lines.Add(line);
            line = word;
            while (line.Length > 1 && Measure(line) > width)
            {
                var count = 1;
                while (Measure(line[..(count + 1)]) <= width)
                    count++;
                lines.Add(line[..count]);
                line = line[count..];
            }
        }

        lines.Add(line);
    }
}
