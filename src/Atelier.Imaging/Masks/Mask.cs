namespace Atelier.Imaging;

/// <summary>A set of pixels: rows from the top, one byte a pixel, 1 for members and 0 for all others.</summary>
public sealed class Mask
{
    /// <summary>Makes a mask over <paramref name="cells"/>, or an empty one.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="cells">height x width values 0 or 1; kept, not copied.</param>
    /// <exception cref="ArgumentException">A size is out of range or the array has another length.</exception>
    public Mask(int width, int height, byte[]? cells = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (cells is not null && cells.LongLength != (long)width * height)
            throw new ArgumentException($"{width} x {height} needs {(long)width * height} cells, {cells.Length} were given.", nameof(cells));
        (Width, Height) = (width, height);
        Cells = cells ?? new byte[checked(width * height)];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Height x width values 0 or 1.</summary>
    public byte[] Cells { get; }

    /// <summary>Whether a pixel is a member; nothing outside is.</summary>
    public bool this[int x, int y] => (uint)x < (uint)Width && (uint)y < (uint)Height && Cells[(y * Width) + x] != 0;

    /// <summary>Whether a square inside the mask has no members.</summary>
    public bool IsEmpty(int left, int top, int side)
    {
        for (var y = top; y < top + side; y++)
        {
            if (Cells.AsSpan((y * Width) + left, side).ContainsAnyExcept((byte)0))
                return false;
        }

        return true;
    }

    /// <summary>Members.</summary>
    public int Area => Cells.Sum(cell => (int)cell);

    /// <summary>The pixels of a grey picture that are at least <paramref name="threshold"/>.</summary>
    public static Mask From(Picture picture, int threshold = 128)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Channels != 1)
            throw new ArgumentException($"A mask is made from a grey picture; this one has {picture.Channels} channels.");
        return new Mask(picture.Width, picture.Height, Array.ConvertAll(picture.Pixels, value => (byte)(value >= threshold ? 1 : 0)));
    }

    /// <summary>A grey picture, 255 for members.</summary>
    public Picture ToPicture() => new(Width, Height, 1, Array.ConvertAll(Cells, cell => (byte)(cell * 255)));

    /// <summary>All pixels that are not members.</summary>
    public Mask Invert() => new(Width, Height, Array.ConvertAll(Cells, cell => (byte)(1 - cell)));

    /// <summary>The members' box, or null where there is none.</summary>
    public PixelBox? Bounds()
    {
        int left = Width, top = Height, right = 0, bottom = 0;
        for (var i = 0; i < Cells.Length; i++)
        {
            if (Cells[i] == 0)
                continue;
            int x = i % Width, y = i / Width;
            (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
            (top, bottom) = (Math.Min(top, y), y + 1);
        }

        return right == 0 ? null : new PixelBox(left, top, right, bottom);
    }
}
