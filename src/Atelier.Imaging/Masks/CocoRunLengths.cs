using System.Text;

namespace Atelier.Imaging;

/// <summary>COCO's run lengths: counts down the columns, the first of zeros.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Counts">Lengths of runs of 0, 1, 0, 1, ...; their sum is width x height.</param>
public sealed record CocoRunLengths(int Width, int Height, IReadOnlyList<int> Counts)
{
    /// <summary>Encodes a mask.</summary>
    public static CocoRunLengths From(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var counts = new List<int>();
        var (run, value) = (0, 0);
        for (var i = 0; i < mask.Cells.Length; i++)
        {
            if (mask.Cells[(i % mask.Height * mask.Width) + (i / mask.Height)] != value)
            {
                counts.Add(run);
                (run, value) = (0, 1 - value);
            }

            run++;
        }

        counts.Add(run);
        return new CocoRunLengths(mask.Width, mask.Height, counts);
    }

    /// <summary>Reads the compressed text.</summary>
    /// <exception cref="FormatException">The text is cut off, holds other characters, or does not fill the mask.</exception>
    public static CocoRunLengths Parse(string text, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(text);
        var counts = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            long value = 0;
            var shift = 0;
            int group;
            do
            {
                if (at == text.Length || text[at] is < (char)48 or > (char)111 || shift > 30)
                    throw new FormatException($"Run lengths are damaged at character {at}.");
                group = text[at++] - 48;
                value |= (long)(group & 0x1f) << shift;
                shift += 5;
            }
            while ((group & 0x20) != 0);
            if ((group & 0x10) != 0)
                value |= -1L << shift;
            if (counts.Count > 2)
                value += counts[^2];
            if (value is < 0 or > int.MaxValue)
                throw new FormatException($"Run lengths are damaged: a count of {value}.");
            counts.Add((int)value);
        }

        var total = counts.Sum(count => (long)count);
        if (total != (long)width * height)
            throw new FormatException($"The runs cover {total} pixels, the mask of {width} x {height} has {(long)width * height}.");
        return new CocoRunLengths(width, height, counts);
    }

    /// <summary>The compressed text: from the fourth count on differences, in 5-bit groups plus 48.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Counts.Count; i++)
        {
            long value = i > 2 ? Counts[i] - (long)Counts[i - 2] : Counts[i];
            bool more;
            do
            {
                var group = (int)(value & 0x1f);
                value >>= 5;
                more = (group & 0x10) != 0 ? value != -1 : value != 0;
                text.Append((char)((more ? group | 0x20 : group) + 48));
            }
            while (more);
        }

        return text.ToString();
    }

    /// <summary>The mask.</summary>
    /// <exception cref="InvalidOperationException">The runs do not fill the mask.</exception>
    public Mask ToMask()
    {
        if (Counts.Sum(count => (long)count) != (long)Width * Height || Counts.Any(count => count < 0))
            throw new InvalidOperationException($"The runs do not fill a mask of {Width} x {Height}.");
        var mask = new Mask(Width, Height);
        var at = 0;
        for (var i = 0; i < Counts.Count; i++)
        {
            for (var end = at + Counts[i]; at < end; at++)
                mask.Cells[(at % Height * Width) + (at / Height)] = (byte)(i & 1);
        }

        return mask;
    }

    /// <summary>Members.</summary>
    public int Area => Counts.Where((_, i) => i % 2 == 1).Sum();

    /// <summary>x, y, width, height of the members; all 0 where there is none.</summary>
    public (int X, int Y, int Width, int Height) Box =>
        ToMask().Bounds() is { } box ? (box.Left, box.Top, box.Width, box.Height) : (0, 0, 0, 0);
}
