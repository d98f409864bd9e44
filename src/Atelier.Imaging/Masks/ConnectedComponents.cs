namespace Atelier.Imaging;

/// <summary>The connected parts of a mask, numbered in scan order (row by row, by the first pixel met).</summary>
public sealed class ConnectedComponents
{
    private static readonly (int X, int Y)[] Neighbours = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)];

    private ConnectedComponents(int width, int height, int[] labels, List<MaskPart> parts) =>
        (Width, Height, Labels, Parts) = (width, height, labels, parts);

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Height x width labels, 0 outside the mask.</summary>
    public int[] Labels { get; }

    /// <summary>The parts; label n is entry n - 1.</summary>
    public IReadOnlyList<MaskPart> Parts { get; }

    /// <summary>Finds the parts of a mask.</summary>
    public static ConnectedComponents Of(Mask mask, Connectivity connectivity = Connectivity.Eight)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var labels = new int[mask.Cells.Length];
        var parts = new List<MaskPart>();
        var open = new Stack<int>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (mask.Cells[i] != 0 && labels[i] == 0)
                parts.Add(Fill(mask, labels, i, parts.Count + 1, connectivity, open));
        }

        return new ConnectedComponents(mask.Width, mask.Height, labels, parts);
    }

    /// <summary>One part as a mask.</summary>
    public Mask ToMask(MaskPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return new Mask(Width, Height, Array.ConvertAll(Labels, label => (byte)(label == part.Label ? 1 : 0)));
    }

    /// <summary>The largest part, the first of equals; an empty mask where there is none.</summary>
    public Mask Largest() => Parts.Count == 0 ? new Mask(Width, Height) : ToMask(Parts.MaxBy(part => part.Area)!);

    private static MaskPart Fill(Mask mask, int[] labels, int start, int label, Connectivity connectivity, Stack<int> open)
    {
        int area = 0, left = mask.Width, top = mask.Height, right = 0, bottom = 0;
        long sumX = 0, sumY = 0;
        labels[start] = label;
        open.Push(start);
        while (open.TryPop(out var at))
        {
            int x = at % mask.Width, y = at / mask.Width;
            area++;
            (sumX, sumY) = (sumX + x, sumY + y);
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x + 1), Math.Min(top, y), Math.Max(bottom, y + 1));
            foreach (var (dx, dy) in Neighbours.AsSpan(0, (int)connectivity))
            {
                var next = at + (dy * mask.Width) + dx;
                if (!mask[x + dx, y + dy] || labels[next] != 0)
                    continue;
                labels[next] = label;
                open.Push(next);
            }
        }

        return new MaskPart(label, area, new PixelBox(left, top, right, bottom), (double)sumX / area, (double)sumY / area);
    }
}
