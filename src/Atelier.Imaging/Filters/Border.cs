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
}
