using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Rendering;

/// <summary>
/// Smooths the arriving light over pixels that show the same surface, nearby and facing the same way, and joins it with
/// the reflectance. Direct and mirrored light are smoothed only where their own samples disagree, so that shadow edges
/// and mirror images stay; the rest, which changes slowly, a second time over a wider and thinner net of pixels.
/// </summary>
internal sealed class LightFilter : IDisposable
{
    private const int Radius = 2;
    private const int Side = 2 * Radius + 1;
    private const int WideStep = 2;
    private readonly LayerBuffer _layers;
    private readonly float _pixelSize;
    private readonly Vector3 _eye;
    private readonly Light[] _smooth;
    private readonly float[] _falloff = Falloff(1.3f);
    private readonly FirstSurfaces _surfaces;
    private readonly InnerFilter _inner;

    public LightFilter(LayerBuffer layers, Camera camera, RenderOptions options)
    {
        _layers = layers;
        _pixelSize = 1 / camera.FocalPixels(options.Width, options.Height);
        _eye = camera.Position;
        _smooth = ArrayPool<Light>.Shared.Rent(layers.Width * layers.Height * LayerBuffer.PerPixel);
        _surfaces = new FirstSurfaces(layers);
        _inner = new InnerFilter(_surfaces, _eye, _pixelSize * 2, _falloff);
    }

    /// <summary>First pass over a row: each light over its near neighbours.</summary>
    public void NearRow(int y)
    {
        var inner = 0u;
        for (var x = 0; x < _layers.Width; x++, inner >>= 1)
        {
            if (x % 8 == 0)
                inner = InnerNear(x, y);
            var pixel = _layers.Pixel(x, y);
            for (var k = (int)(inner & 1); k < pixel.Length && pixel[k].Surface >= 0; k++)
            {
                if (pixel[k].Surface != Hit.Sky)
                    _smooth[Index(x, y, k)] = Near(pixel[k], x, y);
            }

            _surfaces.SetSmooth(_surfaces.Index(x, y), _smooth[Index(x, y, 0)].Indirect);
        }
    }

    /// <summary>Second pass over a row, after the first is done everywhere: indirect light once more, and the final colour.</summary>
    public void ComposeRow(int y, float[] linear)
    {
        var inner = 0u;
        var wide = default(Lanes3);
        for (var x = 0; x < _layers.Width; x++, inner >>= 1)
        {
            if (x % 8 == 0)
            {
                inner = _surfaces.Inner(_surfaces.Index(x, y), WideStep);
                wide = inner == 0 ? default : _inner.Wide(_surfaces.Index(x, y));
            }

            var colour = Vector3.Zero;
            var pixel = _layers.Pixel(x, y);
            for (var k = 0; k < pixel.Length && pixel[k].Surface >= 0; k++)
            {
                ref readonly var layer = ref pixel[k];
                ref readonly var light = ref _smooth[Index(x, y, k)];
                if (layer.Surface == Hit.Sky)
                    colour += layer.Coverage * layer.Other;
                else if (layer.Albedo == Vector3.Zero)
                    colour += layer.Coverage * light.Other;
                else
                    colour += layer.Coverage * (light.Other + layer.Albedo * (light.Direct + (k < (inner & 1) ? wide[x % 8] : Wide(layer, light, x, y))));
            }

            colour.CopyTo(linear, (y * _layers.Width + x) * 3);
        }
    }

    /// <summary>The first surfaces of eight pixels where their neighbours all show it.</summary>
    /// <returns>A bit for each that is done.</returns>
    private uint InnerNear(int x, int y)
    {
        var at = _surfaces.Index(x, y);
        var inner = _surfaces.Inner(at, 1);
        if (inner == 0)
            return 0;
        _inner.Near(at, out var direct, out var other, out var indirect);
        for (var lane = 0; lane < 8 && inner >> lane != 0; lane++)
        {
            if ((inner >> lane & 1) != 0)
                _smooth[Index(x + lane, y, 0)] = new Light { Direct = direct[lane], Other = other[lane], Indirect = indirect[lane] };
        }

        return inner;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<Light>.Shared.Return(_smooth);
        _surfaces.Dispose();
    }

    private static float[] Falloff(float sigma) =>
        [.. Enumerable.Range(0, Side * Side).Select(i =>
        {
            var (x, y) = (i % Side - Radius, i / Side - Radius);
            return MathF.Exp(-(x * x + y * y) / (2 * sigma * sigma));
        })];

    private int Index(int x, int y, int layer) => (y * _layers.Width + x) * LayerBuffer.PerPixel + layer;

    private Light Near(in PixelLayer centre, int x, int y)
    {
        var sum = default(Light);
        var (direct, other, indirect) = (0f, 0f, 0f);
        var steepness = Steepness(centre);
        var (directNoise, otherNoise) = (centre.DirectNoise, centre.OtherNoise);
        for (var i = 0; i < Side * Side; i++)
        {
            var (u, v) = (x + i % Side - Radius, y + i / Side - Radius);
            if (!Neighbour(centre.Surface, u, v, out var index))
                continue;
            ref readonly var layer = ref _layers.Pixel(u, v)[index];
            var alike = _falloff[i] * Alike(centre, layer, steepness) * layer.Lit;
            sum.Indirect += alike * layer.Indirect;
            indirect += alike;
            var weight = alike * Agreement(centre.Direct.Y - layer.Direct.Y, directNoise + layer.DirectNoise);
            sum.Direct += weight * layer.Direct;
            direct += weight;
            weight = alike * Agreement(centre.Other.Y - layer.Other.Y, otherNoise + layer.OtherNoise);
            sum.Other += weight * layer.Other;
            other += weight;
        }

        return new Light
        {
            Direct = direct > 0 ? sum.Direct / direct : centre.Direct,
            Other = other > 0 ? sum.Other / other : centre.Other,
            Indirect = indirect > 0 ? sum.Indirect / indirect : centre.Indirect,
        };
    }

    private Vector3 Wide(in PixelLayer centre, in Light light, int x, int y)
    {
        var sum = Vector3.Zero;
        var total = 0f;
        var steepness = Steepness(centre);
        for (var i = 0; i < Side * Side; i++)
        {
            var (u, v) = (x + (i % Side - Radius) * WideStep, y + (i / Side - Radius) * WideStep);
            if (!Neighbour(centre.Surface, u, v, out var index))
                continue;
            var weight = _falloff[i] * Alike(centre, _layers.Pixel(u, v)[index], steepness);
            sum += weight * _smooth[Index(u, v, index)].Indirect;
            total += weight;
        }

        return total > 0 ? sum / total : light.Indirect;
    }

    /// <summary>1 where a difference can be noise, small where it cannot.</summary>
    private static float Agreement(float difference, float variance) => 1 / (1 + difference * difference / (variance + 1e-4f));

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

    /// <summary>Smoothed light of one layer.</summary>
    private struct Light
    {
        public Vector3 Direct;
        public Vector3 Other;
        public Vector3 Indirect;
    }
}
