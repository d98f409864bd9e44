namespace Atelier.Imaging.Polygons;

/// <summary>OpenCV's line of one pixel's width, 8-connected, drawn from left to right.</summary>
internal static class CvLine
{
    public static void Draw(Mask mask, (long X, long Y) from, (long X, long Y) to)
    {
        if (from.X > to.X)
            (from, to) = (to, from);
        long dx = to.X - from.X, dy = Math.Abs(to.Y - from.Y);
        var down = to.Y < from.Y ? -1 : 1;
        var steep = dy > dx;
        var (major, minor) = steep ? (dy, dx) : (dx, dy);
        var error = major - (2 * minor);
        var (x, y) = from;
        for (var i = 0L; i <= major; i++)
        {
            mask.Cells[(y * mask.Width) + x] = 1;
            var both = error < 0;
            error += (both ? 2 * major : 0) - (2 * minor);
            x += steep && !both ? 0 : 1;
            y += steep || both ? down : 0;
        }
    }

    /// <summary>Cuts a line to the picture, with OpenCV's truncations; false where nothing of it is inside.</summary>
    public static bool Clip(int width, int height, ref (long X, long Y) a, ref (long X, long Y) b)
    {
        long right = width - 1, bottom = height - 1;
        int codeA = Columns(a) | Rows(a), codeB = Columns(b) | Rows(b);
        if ((codeA & codeB) != 0)
            return false;
        if ((codeA & 12) != 0)
            codeA = Columns(a = AtRow(a, b, a, (codeA & 4) != 0 ? 0 : bottom));
        if ((codeB & 12) != 0)
            codeB = Columns(b = AtRow(a, b, b, (codeB & 4) != 0 ? 0 : bottom));
        if ((codeA & codeB) != 0)
            return false;
        if (codeA != 0)
            a = AtColumn(a, b, a, codeA == 1 ? 0 : right);
        if (codeB != 0)
            b = AtColumn(a, b, b, codeB == 1 ? 0 : right);
        return true;

        int Columns((long X, long Y) p) => p.X < 0 ? 1 : p.X > right ? 2 : 0;

        int Rows((long X, long Y) p) => p.Y < 0 ? 4 : p.Y > bottom ? 8 : 0;
    }

    private static (long, long) AtRow((long X, long Y) a, (long X, long Y) b, (long X, long Y) p, long row) =>
        (p.X + (long)((double)(row - p.Y) * (b.X - a.X) / (b.Y - a.Y)), row);

    private static (long, long) AtColumn((long X, long Y) a, (long X, long Y) b, (long X, long Y) p, long column) =>
        (column, p.Y + (long)((double)(column - p.X) * (b.Y - a.Y) / (b.X - a.X)));
}
