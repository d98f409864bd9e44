using System.Runtime.CompilerServices;

namespace Atelier.Diorama.Textures;

/// <summary>Smooth value noise in 0..1, repeating after a whole number of cells.</summary>
internal static class Noise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(int x, int y, uint seed)
    {
        var h = (uint)x * 0x8DA6B343u ^ (uint)y * 0xD8163841u ^ seed * 0xCB1AB31Fu;
        h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
        h = (h ^ (h >> 12)) * 0x297A2D39u;
        return h ^ (h >> 15);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Unit(int x, int y, uint seed) => (Hash(x, y, seed) >> 8) * (1f / (1 << 24));

    public static float Value(float x, float y, int periodX, int periodY, uint seed)
    {
        var (floorX, floorY) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (u, v) = (Ease(x - floorX), Ease(y - floorY));
        var (x0, x1) = (Wrap(floorX, periodX), Wrap(floorX + 1, periodX));
        var (y0, y1) = (Wrap(floorY, periodY), Wrap(floorY + 1, periodY));
        var top = Unit(x0, y0, seed) + (Unit(x1, y0, seed) - Unit(x0, y0, seed)) * u;
        var bottom = Unit(x0, y1, seed) + (Unit(x1, y1, seed) - Unit(x0, y1, seed)) * u;
        return top + (bottom - top) * v;
    }

    /// <summary>Octaves of halving strength; mean 0.5.</summary>
    public static float Fractal(float x, float y, int period, int octaves, uint seed)
    {
        var (sum, weight, strength) = (0f, 0f, 1f);
        for (var i = 0; i < octaves; i++)
        {
            sum += strength * Value(x, y, period, period, seed + (uint)i);
            weight += strength;
            (x, y, period, strength) = (x * 2, y * 2, period * 2, strength * 0.5f);
        }

        return sum / weight;
    }

    private static int Wrap(int at, int period)
    {
        if ((period & (period - 1)) == 0)
            return at & (period - 1);
        var rest = at % period;
        return rest < 0 ? rest + period : rest;
    }

    private static float Ease(float t) => t * t * (3 - 2 * t);
}
