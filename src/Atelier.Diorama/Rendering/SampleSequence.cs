using System.Runtime.CompilerServices;

namespace Atelier.Diorama.Rendering;

/// <summary>
/// Evenly spread numbers for the first scattering point: one four-dimensional additive recurrence that runs through the
/// pixels along a Hilbert curve, so that neighbours complete each other and smoothing over them gains more than it
/// would from independent ones.
/// </summary>
internal static class SampleSequence
{
    // Powers of 1 / phi_4, phi_4 the root of x^5 = x + 1, as fractions of 2^32 (Roberts' R sequence).
    private const uint A1 = 3679390609, A2 = 3152041523, A3 = 2700274806, A4 = 2313257605;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float U1, float V1, float U2, float V2) At(uint index, uint shift)
    {
        index += shift;
        return (Unit(index * A1), Unit(index * A2 + 0x68E31DA4), Unit(index * A3 + 0xB5297A4D), Unit(index * A4 + 0x1B56C4E9));
    }

    /// <summary>Sample <paramref name="i"/> within a pixel: a (0, 2)-sequence, so that any first 4, 16, 64 are evenly spread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float X, float Y) InPixel(uint i)
    {
        var y = i;
        var second = 0u;
        for (var direction = 1u << 31; y != 0; y >>= 1, direction ^= direction >> 1)
        {
            if ((y & 1) != 0)
                second ^= direction;
        }

        return (Unit(Reverse(i) ^ 0x35A1_9C00), Unit(second ^ 0x5C3E_2D00));
    }

    /// <summary>Position of a pixel along a Hilbert curve over a square of 2^<paramref name="bits"/> pixels a side.</summary>
    public static uint Hilbert(int x, int y, int bits)
    {
        uint distance = 0;
        for (var s = 1 << (bits - 1); s > 0; s >>= 1)
        {
            var (right, down) = ((x & s) != 0 ? 1 : 0, (y & s) != 0 ? 1 : 0);
            distance += (uint)(s * s * ((3 * right) ^ down));
            if (down != 0)
                continue;
            if (right == 1)
                (x, y) = (s - 1 - (x & (s - 1)), s - 1 - (y & (s - 1)));
            (x, y) = (y, x);
        }

        return distance;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Unit(uint value) => (value >> 8) * (1f / (1 << 24));

    private static uint Reverse(uint value)
    {
        value = (value << 16) | (value >> 16);
        value = ((value & 0x00FF00FF) << 8) | ((value & 0xFF00FF00) >> 8);
        value = ((value & 0x0F0F0F0F) << 4) | ((value & 0xF0F0F0F0) >> 4);
        value = ((value & 0x33333333) << 2) | ((value & 0xCCCCCCCC) >> 2);
        return ((value & 0x55555555) << 1) | ((value & 0xAAAAAAAA) >> 1);
    }
}
