using System.Numerics;
using System.Runtime.CompilerServices;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Rendering;

/// <summary>
/// Smooths the arriving light over pixels that show the same surface, nearby and facing the same way, and joins it with
/// the reflectance. Direct light is smoothed only where its own samples disagree, so that shadow edges stay.
/// </summary>
internal sealed class LightFilter
{
    private const int IndirectRadius = 4;
    private const int NearRadius = 2;
    private readonly LayerBuffer _layers;
    private readonly float _pixelSize;
    private readonly Vector3 _eye;
    private readonly float _samples;
    private readonly (Vector3 Direct, Vector3 Other)[] _smooth;
    private readonly float[] _near;
    private readonly float[] _wide;

    public LightFilter(LayerBuffer layers, Camera camera, RenderOptions options)
    {
        _layers = layers;
        _pixelSize = 1 / camera.FocalPixels(options.Width, options.Height);
        _eye = camera.Position;
        _samples = options.Samples;
        _smooth = new (Vector3, Vector3)[layers.Width * layers.Height * LayerBuffer.PerPixel];

        // More samples need less smoothing.
        _near = Falloff(NearRadius, 1.2f);
        _wide = Falloff(IndirectRadius, 2.2f * MathF.Pow(4 / _samples, 0.25f));
    }

    public void NearRow(int y)
    {
        for (var x = 0; x < _layers.Width; x++)
        {
            var pixel = _layers.Pixel(x, y);
            for (var k = 0; k < pixel.Length; k++)
            {
                if (pixel[k].Surface > 0)
                    _smooth[(y * _layers.Width + x) * LayerBuffer.PerPixel + k] = Near(pixel[k], x, y);
            }
        }
    }

    public void ComposeRow(int y, float[] linear)
    {
        for (var x = 0; x < _layers.Width; x++)
        {
            var colour = Vector3.Zero;
            var pixel = _layers.Pixel(x, y);
            for (var k = 0; k < pixel.Length; k++)
            {
                ref readonly var layer = ref pixel[k];
                if (layer.Surface < 0)
                    break;
                if (layer.Surface == Hit.Sky)
                {
                    colour += layer.Coverage * layer.Other;
                    continue;
                }

                var (direct, other) = _smooth[(y * _layers.Width + x) * LayerBuffer.PerPixel + k];
                colour += layer.Coverage * other;
                if (layer.Albedo != Vector3.Zero)
                    colour += layer.Coverage * layer.Albedo * (direct + Indirect(layer, x, y));
            }

            colour.CopyTo(linear, (y * _layers.Width + x) * 3);
        }
    }

    private static float[] Falloff(int radius, float sigma)
    {
        var side = 2 * radius + 1;
        var weights = new float[side * side];
        for (var i = 0; i < weights.Length; i++)
        {
            var (x, y) = (i % side - radius, i / side - radius);
            weights[i] = MathF.Exp(-(x * x + y * y) / (2 * sigma * sigma));
        }

        return weights;
    }

    private Vector3 Indirect(in PixelLayer centre, int x, int y)
    {
        var sum = Vector3.Zero;
        var total = 0f;
        var steepness = Steepness(centre);
        for (var v = -IndirectRadius; v <= IndirectRadius; v++)
        {
            for (var u = -IndirectRadius; u <= IndirectRadius; u++)
            {
                if (!Neighbour(centre.Surface, x + u, y + v, out var other))
                    continue;
                ref readonly var layer = ref _layers.Pixel(x + u, y + v)[other];
                var weight = _wide[(v + IndirectRadius) * (2 * IndirectRadius + 1) + u + IndirectRadius] * Alike(centre, layer, steepness) * layer.Lit;
                sum += weight * layer.Indirect;
                total += weight;
            }
        }

        return total > 0 ? sum / total : centre.Indirect;
    }

    private (Vector3 Direct, Vector3 Other) Near(in PixelLayer centre, int x, int y)
    {
        var (direct, other) = (Vector3.Zero, Vector3.Zero);
        var (directTotal, otherTotal) = (0f, 0f);
        var steepness = Steepness(centre);
        var (directNoise, otherNoise) = (DirectNoise(centre), OtherNoise(centre));
        for (var v = -NearRadius; v <= NearRadius; v++)
        {
            for (var u = -NearRadius; u <= NearRadius; u++)
            {
                if (!Neighbour(centre.Surface, x + u, y + v, out var index))
                    continue;
                ref readonly var layer = ref _layers.Pixel(x + u, y + v)[index];
                var alike = _near[(v + NearRadius) * (2 * NearRadius + 1) + u + NearRadius] * Alike(centre, layer, steepness) * layer.Lit;
                var weight = alike * Agreement(centre.Direct.Y - layer.Direct.Y, directNoise + DirectNoise(layer));
                direct += weight * layer.Direct;
                directTotal += weight;
                weight = alike * Agreement(centre.Other.Y - layer.Other.Y, otherNoise + OtherNoise(layer));
                other += weight * layer.Other;
                otherTotal += weight;
            }
        }

        return (directTotal > 0 ? direct / directTotal : centre.Direct, otherTotal > 0 ? other / otherTotal : centre.Other);
    }

    /// <summary>1 where a difference can be noise, small where it cannot.</summary>
    private static float Agreement(float difference, float variance) => 1 / (1 + difference * difference / (variance + 1e-4f));

    /// <summary>Variance of the mean of a layer's direct light.</summary>
    private static float DirectNoise(in PixelLayer layer) =>
        MathF.Max(0, layer.DirectSquare - layer.Direct.Y * layer.Direct.Y) / Math.Max(1, layer.Lit);

    private static float OtherNoise(in PixelLayer layer) =>
        MathF.Max(0, layer.OtherSquare - layer.Other.Y * layer.Other.Y) / Math.Max(1, layer.Lit);

    private bool Neighbour(int surface, int x, int y, out int layer)
    {
        layer = 0;
        if ((uint)x >= (uint)_layers.Width || (uint)y >= (uint)_layers.Height)
            return false;
        var pixel = _layers.Pixel(x, y);
        for (; layer < pixel.Length; layer++)
        {
            if (pixel[layer].Surface == surface)
                return pixel[layer].Lit > 0;
        }

        return false;
    }

    /// <summary>Inverse square of the distance from the centre's plane that is still taken as the same face.</summary>
    private float Steepness(in PixelLayer centre)
    {
        var reach = (centre.Position - _eye).Length() * _pixelSize * 2;
        return 1 / (reach * reach);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Alike(in PixelLayer a, in PixelLayer b, float steepness)
    {
        var facing = Vector3.Dot(a.Normal, b.Normal);
        if (facing <= 0)
            return 0;
        facing *= facing;
        facing *= facing;
        var offset = Vector3.Dot(a.Normal, b.Position - a.Position);
        return facing * facing / (1 + offset * offset * steepness);
    }
}
