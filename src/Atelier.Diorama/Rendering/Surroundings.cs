using System.Numerics;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;
using Atelier.Diorama.Textures;

namespace Atelier.Diorama.Rendering;

/// <summary>Everything infinitely far: sky, clouds, stars and skyline; the sun's disc is left to <see cref="LightSource"/>.</summary>
internal sealed class Surroundings
{
    private const int TableSize = 32;
    private static readonly Vector3 NearHill = Palette.Srgb(112, 150, 84);
    private static readonly Vector3 FarHill = Palette.Srgb(112, 142, 106);
    private static readonly Vector3 NearForest = Palette.Srgb(50, 84, 44);
    private static readonly Vector3 FarForest = Palette.Srgb(70, 104, 66);
    private static readonly Vector3 NearDune = Palette.Srgb(214, 172, 116);
    private static readonly Vector3 FarDune = Palette.Srgb(226, 190, 138);
    private static readonly Vector3 SnowCap = Palette.Srgb(238, 242, 248);
    private static readonly Vector3 Rock = Palette.Srgb(104, 108, 120);
    private static readonly Vector3 Concrete = Palette.Srgb(176, 170, 164);
    private static readonly Vector3 Clay = Palette.Srgb(150, 126, 110);
    private readonly SceneLight _light;
    private readonly Skyline _skyline;
    private readonly uint _seed;

    // Light on an upright surface far away, and the haze before it.
    private readonly Vector3 _daylight;
    private readonly Vector3 _farHaze;
    private readonly Vector3[] _table = new Vector3[TableSize * TableSize];

    public Surroundings(Scene scene)
    {
        _light = scene.Light;
        _skyline = scene.Backdrop.Skyline;
        _seed = (uint)SeededRandom.Mix((ulong)scene.Seed);
        _daylight = _light.Sun * 0.45f + (_light.Zenith + _light.Horizon) * 0.4f;
        _farHaze = Haze(Vector3.UnitZ);
        for (var i = 0; i < _table.Length; i++)
            _table[i] = Radiance(Unfold((i % TableSize + 0.5f) / TableSize, (i / TableSize + 0.5f) / TableSize), detail: false);
    }

    /// <summary>The light at the horizon, into which far ground fades.</summary>
    public Vector3 Haze(Vector3 direction) => Gradient(Vector3.Normalize(direction with { Y = 0.02f }));

    /// <summary>A coarse look-up for rays that scattered.</summary>
    public Vector3 Coarse(Vector3 d)
    {
        var scale = 1 / (MathF.Abs(d.X) + MathF.Abs(d.Y) + MathF.Abs(d.Z));
        var (x, z) = (d.X * scale, d.Z * scale);
        if (d.Y < 0)
            (x, z) = ((1 - MathF.Abs(z)) * MathF.CopySign(1, x), (1 - MathF.Abs(x)) * MathF.CopySign(1, z));
        var column = Math.Min((int)((x * 0.5f + 0.5f) * TableSize), TableSize - 1);
        var row = Math.Min((int)((z * 0.5f + 0.5f) * TableSize), TableSize - 1);
        return _table[row * TableSize + column];
    }

    public Vector3 Radiance(Vector3 d, bool detail = true)
    {
        if (_skyline != Skyline.None && d.Y < 0.35f && Standing(d) is { } shape)
            return shape;
        var sky = Gradient(d);
        if (_light.Clouds > 0 && d.Y > 0.005f)
            sky = Vector3.Lerp(sky, CloudColour(d), CloudCover(d));
        if (detail && _light.Stars && d.Y > 0.03f)
            sky += new Vector3(Star(d));
        return sky;
    }

    private static Vector3 Unfold(float u, float v)
    {
        var (x, z) = (u * 2 - 1, v * 2 - 1);
        var y = 1 - MathF.Abs(x) - MathF.Abs(z);
        if (y < 0)
            (x, z) = ((1 - MathF.Abs(z)) * MathF.CopySign(1, x), (1 - MathF.Abs(x)) * MathF.CopySign(1, z));
        return Vector3.Normalize(new Vector3(x, y, z));
    }

    private Vector3 Gradient(Vector3 d)
    {
        var height = MathF.Max(0, d.Y);
        var t = 1 - (1 - height) * (1 - height) * (1 - height);
        var sky = Vector3.Lerp(_light.Horizon, _light.Zenith, MathF.Min(1, t * 1.15f));
        var near = MathF.Max(0, Vector3.Dot(d, _light.SunDirection));
        var glow = near * near;
        glow *= glow;
        return sky + _light.Glow * (0.35f * near * near + 0.65f * glow * glow);
    }

    private float CloudCover(Vector3 d)
    {
        var (x, z) = (d.X / (d.Y + 0.18f) * 1.6f, d.Z / (d.Y + 0.18f) * 1.6f);
        var noise = Noise.Fractal(x + 40, z + 40, 1 << 12, 4, _seed);
        var edge = 0.75f - 0.5f * _light.Clouds;
        return Math.Clamp((noise - edge) * 6, 0, 1) * MathF.Min(1, d.Y * 12);
    }

    private Vector3 CloudColour(Vector3 d)
    {
        var white = Vector3.Lerp(_light.Horizon, new Vector3(TextureMap.Luminance(_light.Horizon)), 0.5f);
        return white * 1.05f + _light.Sun * (0.06f + 0.1f * MathF.Max(0, Vector3.Dot(d, _light.SunDirection)));
    }

    private float Star(Vector3 d)
    {
        var (x, y) = (MathF.Atan2(d.X, d.Z) * 60, d.Y * 60);
        var (cellX, cellY) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var hash = Noise.Hash(cellX, cellY, _seed + 5);
        if (hash % 9 != 0)
            return 0;
        var (fx, fy) = (x - cellX - 0.5f, y - cellY - 0.5f);
        return fx * fx + fy * fy < 0.03f ? 0.5f + (hash >> 24) / 300f : 0;
    }

    /// <summary>The skyline's own colour where the direction falls on it.</summary>
    private Vector3? Standing(Vector3 d)
    {
        var along = MathF.Atan2(d.X, d.Z);
        var slope = d.Y / MathF.Sqrt(d.X * d.X + d.Z * d.Z);
        return _skyline switch
        {
            Skyline.Hills => Far(slope, 0.05f + 0.13f * Ridge(along, 5, 3), NearHill, 0.35f)
                ?? Far(slope, 0.1f + 0.16f * Ridge(along + 9, 4, 3), FarHill, 0.6f),
            Skyline.Mountains => Mountain(along, slope),
            Skyline.Forest => Far(slope, 0.10f + 0.05f * Ridge(along, 9, 2) + 0.06f * Crown(along, 70), NearForest, 0.15f)
                ?? Far(slope, 0.15f + 0.05f * Ridge(along + 5, 8, 2) + 0.05f * Crown(along + 3, 55), FarForest, 0.35f),
            Skyline.City => City(along, slope),
            Skyline.Sea => null,
            Skyline.Dunes => Far(slope, 0.03f + 0.12f * Ridge(along, 4, 2), NearDune, 0.15f)
                ?? Far(slope, 0.06f + 0.16f * Ridge(along + 7, 3, 2), FarDune, 0.4f),
            _ => null,
        };
    }

    private float Ridge(float along, float cells, int octaves) => Noise.Fractal((along + 10) * cells, 0.5f, 1 << 12, octaves, _seed + 17);

    private float Crown(float along, float cells)
    {
        var x = (along + 10) * cells;
        var cell = (int)x;
        var centre = x - cell - 0.5f;
        return (0.5f + 0.5f * Noise.Unit(cell, 3, _seed)) * MathF.Max(0, 1 - 2.2f * MathF.Abs(centre));
    }

    private Vector3? Far(float slope, float top, Vector3 albedo, float haze) =>
        slope > top ? null : Vector3.Lerp(albedo * _daylight, _farHaze, haze);

    private Vector3? Mountain(float along, float slope)
    {
        var height = 0.06f + 0.55f * MathF.Pow(Ridge(along, 4, 5), 1.5f);
        if (slope > height)
            return Far(slope, 0.0f, Vector3.Zero, 0);
        var rough = Noise.Fractal((along + 10) * 30, slope * 60, 1 << 12, 3, _seed + 29);
        var snow = slope + (rough - 0.5f) * 0.08f > 0.22f;
        var albedo = snow ? SnowCap : Rock * (0.6f + 0.7f * rough);
        return Vector3.Lerp(albedo * _daylight, _farHaze, 0.4f);
    }

    private Vector3? City(float along, float slope)
    {
        for (var layer = 0; layer < 2; layer++)
        {
            var x = (along + 10) * (layer == 0 ? 16 : 23);
            var cell = (int)x;
            var top = 0.06f + 0.06f * layer + 0.2f * Noise.Unit(cell, layer, _seed + 31);
            if (slope > top)
                continue;
            var wall = 0.35f + 0.4f * Noise.Unit(cell, layer + 5, _seed);
            var albedo = Vector3.Lerp(Concrete, Clay, Noise.Unit(cell, layer + 8, _seed)) * wall;
            var (column, row) = ((int)((x - cell) * 6), (int)(slope * 90));
            var isWindow = column % 2 == 1 && row % 2 == 1;
            if (isWindow && _light.Stars && Noise.Unit(cell * 8 + column, row, _seed + 2) > 0.5f)
                return new Vector3(0.9f, 0.7f, 0.35f) * 0.6f;
            return Vector3.Lerp(albedo * _daylight * (isWindow ? 0.6f : 1), _farHaze, 0.25f + 0.3f * layer);
        }

        return null;
    }}
