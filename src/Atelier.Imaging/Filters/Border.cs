namespace Atelier.Imaging.Filters;

/// <summary>Positions outside a line, brought inside.</summary>
internal static class Border
{
    /// <summary>The position to read, or -1 for a zero.</summary>
    public static int Inside(int position, int size, BorderRule rule)
    {
        if ((uint)position < (uint)size)
            return position;
        switch (rule)
        {
            case BorderRule.Constant:
                return -1;
            case BorderRule.Replicate:
                return Math.Clamp(position, 0, size - 1);
            case BorderRule.Reflect101 when size == 1:
                return 0;
        }

        var skip = rule == BorderRule.Reflect101 ? 1 : 0;
        while ((uint)position >= (uint)size) // a kernel can be wider than the picture
            position = position < 0 ? -position - 1 + skip : (2 * size) - 1 - position - skip;
        return position;
    }

    /// <summary>For every position of a line and every tap around it the position to read.</summary>
    public static int[][] Table(int size, int taps, BorderRule rule)
    {
        var table = new int[size][];
        for (var i = 0; i < size; i++)
        {
            table[i] = new int[taps];
            for (var k = 0; k < taps; k++)
                table[i][k] = Inside(i + k - (taps / 2), size, rule);
        }

        return table;
    }
}
