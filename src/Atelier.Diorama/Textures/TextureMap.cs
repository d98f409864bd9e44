using System.Numerics;
using System.Runtime.CompilerServices;

namespace Atelier.Diorama.Textures;

/// <summary>Linear RGB texels with their reduced copies; look-ups are bilinear in the copy that fits the footprint.</summary>
internal sealed class TextureMap
{
    private readonly Level[] _levels;
    private readonly bool _repeats;
    private readonly bool _hasMask;

    public TextureMap(int width, int height, Vector3[] texels, bool repeats)
    {
        _repeats = repeats;
        _hasMask = repeats && int.IsPow2(width) && int.IsPow2(height);
        var levels = new List<Level> { new(width, height, texels) };
        while (width > 2 && height > 2)
        {
            levels.Add(Halve(levels[^1]));
            (width, height) = (levels[^1].Width, levels[^1].Height);
        }

        _levels = [.. levels];
    }

    public int Width => _levels[0].Width;

    public int Height => _levels[0].Height;

    public static float Luminance(Vector3 colour) => Vector3.Dot(colour, new Vector3(0.2126f, 0.7152f, 0.0722f));

    /// <param name="u">0 at the left edge, 1 at the right.</param>
    /// <param name="v">0 at the top edge, 1 at the bottom.</param>
    /// <param name="footprint">Width of the wanted average in the same unit; the nearest copy is taken.</param>
    public Vector3 Sample(float u, float v, float footprint)
    {
        var texels = footprint * Width;
        var index = texels <= 1.41f ? 0 : Math.Min((BitConverter.SingleToInt32Bits(texels * 1.41f) >> 23) - 127, _levels.Length - 1);
        ref readonly var level = ref _levels[index];
        var x = u * level.Width - 0.5f;
        var y = v * level.Height - 0.5f;
        var (floorX, floorY) = (MathF.Floor(x), MathF.Floor(y));
        var (fractionX, fractionY) = (x - floorX, y - floorY);
        var (x0, x1) = Pair((int)floorX, level.Width);
        var (y0, y1) = Pair((int)floorY, level.Height);
        var texel = level.Texels;
        var (top, bottom) = (y0 * level.Width, y1 * level.Width);
        return Vector3.Lerp(
            Vector3.Lerp(texel[top + x0], texel[top + x1], fractionX), Vector3.Lerp(texel[bottom + x0], texel[bottom + x1], fractionX), fractionY);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int Low, int High) Pair(int at, int size)
    {
        if (_hasMask)
            return (at & (size - 1), (at + 1) & (size - 1));
        if (!_repeats)
            return (Math.Clamp(at, 0, size - 1), Math.Clamp(at + 1, 0, size - 1));
        var low = at % size;
        low = low < 0 ? low + size : low;
        return (low, low + 1 == size ? 0 : low + 1);
    }

    private static Level Halve(in Level level)
    {
        var (width, height) = (Math.Max(1, level.Width / 2), Math.Max(1, level.Height / 2));
        var texels = new Vector3[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var at = 2 * y * level.Width + 2 * x;
                texels[y * width + x] = (level.Texels[at] + level.Texels[at + 1] + level.Texels[at + level.Width] + level.Texels[at + level.Width + 1]) / 4;
            }
        }

        return new Level(width, height, texels);
    }

    private readonly record struct Level(int Width, int Height, Vector3[] Texels);
}
