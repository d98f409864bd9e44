using System.Numerics;
using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Textures;

/// <summary>Paints the repeating textures of grounds and walls; u and v run from 0 to 1 over one tile.</summary>
internal static class SurfacePainter
{
    private const int Size = 256;

    public static TextureMap Paint(Func<float, float, Vector3> colour)
    {
        var texels = new Vector3[Size * Size];
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
                texels[y * Size + x] = Vector3.Clamp(colour((x + 0.5f) / Size, (y + 0.5f) / Size), Vector3.Zero, new Vector3(0.95f));
        }

        return new TextureMap(Size, Size, texels, repeats: true);
    }

    /// <summary>Two colours mixed by noise.</summary>
    public static TextureMap Mottled(Vector3 dark, Vector3 light, int cells, int octaves, uint seed, float contrast = 1.6f) => Paint((u, v) =>
    {
        var t = Noise.Fractal(u * cells, v * cells, cells, octaves, seed);
        return Vector3.Lerp(dark, light, Math.Clamp((t - 0.5f) * contrast + 0.5f, 0, 1));
    });

    /// <summary>Short blades: stretched noise whose direction wanders, over a mottled base.</summary>
    public static TextureMap Grass(Vector3 dark, Vector3 light, Vector3 dry, uint seed) => Paint((u, v) =>
    {
        var bend = Noise.Value(u * 8, v * 8, 8, 8, seed + 9) - 0.5f;
        var blade = Noise.Value((u + bend * 0.06f) * 96, v * 24, 96, 24, seed) * 0.6f + Noise.Value(u * 64, (v + bend * 0.1f) * 32, 64, 32, seed + 1) * 0.4f;
        var patch = Noise.Fractal(u * 4, v * 4, 4, 3, seed + 2);
        var green = Vector3.Lerp(dark, light, Math.Clamp(blade * 1.3f - 0.15f, 0, 1));
        return Vector3.Lerp(green, dry, Math.Clamp((patch - 0.55f) * 1.6f, 0, 0.5f));
    });

    /// <summary>Long boards with grain, each of its own shade.</summary>
    public static TextureMap Planks(Vector3 wood, int boards, uint seed) => Paint((u, v) =>
    {
        var board = (int)(u * boards);
        var along = v + Noise.Unit(board, 7, seed);
        var end = (int)MathF.Floor(along * 2);
        var shade = 0.72f + 0.5f * Noise.Unit(board, ((end % 2) + 2) % 2, seed + 3);
        var grain = Noise.Value(u * 128, along * 6, 128, 6, seed + 1) * 0.25f + Noise.Value(u * 48, along * 3, 48, 3, seed + 2) * 0.2f;
        var across = u * boards - board;
        var length = along * 2 - end;
        var joint = across is < 0.03f or > 0.97f || length is < 0.008f or > 0.992f ? 0.45f : 1;
        return wood * (shade * (0.8f + grain) * joint);
    });

    /// <summary>Rectangular pieces in rows, with mortar between them.</summary>
    /// <param name="shift">How far each second row is shifted, in pieces.</param>
    public static TextureMap Masonry(Vector3 stone, Vector3 mortar, int columns, int rows, float joint, float variety, float shift, uint seed) => Paint((u, v) =>
    {
        var row = (int)(v * rows);
        var x = u * columns + (row % 2 == 1 ? shift : 0);
        var column = (int)MathF.Floor(x);
        var (fx, fy) = (x - column, v * rows - row);
        var jointX = joint;
        var jointY = joint * rows / columns;
        var rough = 0.9f + 0.2f * Noise.Fractal(u * 32, v * 32, 32, 2, seed + 5);
        if (fx < jointX || fy < jointY)
            return mortar * rough;
        var shade = 1 + variety * (Noise.Unit(column % columns, row, seed) - 0.5f);
        return stone * (shade * rough);
    });

    /// <summary>Squares of two colours.</summary>
    public static TextureMap Checker(Vector3 first, Vector3 second, int squares, uint seed) => Paint((u, v) =>
    {
        var odd = ((int)(u * squares) + (int)(v * squares)) % 2 == 1;
        return (odd ? first : second) * (0.92f + 0.16f * Noise.Fractal(u * 16, v * 16, 16, 3, seed));
    });

    /// <summary>Rounded stones or leaves: the nearest of scattered centres gives the piece.</summary>
    public static TextureMap Pebbles(IReadOnlyList<Vector3> colours, Vector3 gap, int cells, uint seed) => Paint((u, v) =>
    {
        var (x, y) = (u * cells, v * cells);
        var (cellX, cellY) = ((int)x, (int)y);
        var (nearest, second, which) = (9f, 9f, 0u);
        for (var j = -1; j <= 1; j++)
        {
            for (var i = -1; i <= 1; i++)
            {
                var (cx, cy) = ((cellX + i + cells) % cells, (cellY + j + cells) % cells);
                var dx = cellX + i + 0.15f + 0.7f * Noise.Unit(cx, cy, seed) - x;
                var dy = cellY + j + 0.15f + 0.7f * Noise.Unit(cx, cy, seed + 1) - y;
                var distance = MathF.Sqrt(dx * dx + dy * dy);
                if (distance < nearest)
                    (second, nearest, which) = (nearest, distance, Noise.Hash(cx, cy, seed + 2));
                else if (distance < second)
                    second = distance;
            }
        }

        var edge = Math.Clamp((second - nearest) * 5, 0, 1);
        var shade = 0.75f + 0.5f * ((which >> 9) & 255) / 255f;
        return Vector3.Lerp(gap, colours[(int)(which % (uint)colours.Count)] * shade, edge);
    });

    /// <summary>Pale stone with darker veins where folded noise crosses its middle.</summary>
    public static TextureMap Marble(Vector3 stone, Vector3 vein, uint seed) => Paint((u, v) =>
    {
        var warp = Noise.Fractal(u * 4, v * 4, 4, 4, seed);
        var fold = MathF.Abs(Noise.Fractal(u * 3 + warp, v * 3 + warp, 64, 4, seed + 7) - 0.5f);
        return Vector3.Lerp(vein, stone, Math.Clamp(0.35f + fold * 9, 0, 1)) * (0.95f + 0.1f * warp);
    });

    /// <summary>Vertical stripes.</summary>
    public static TextureMap Stripes(Vector3 first, Vector3 second, int pairs) => Paint((u, _) =>
        (int)(u * pairs * 2) % 2 == 0 ? first : second);

    /// <summary>Grass with flower heads.</summary>
    public static TextureMap Meadow(uint seed)
    {
        var grass = Grass(Palette.Srgb(44, 84, 24), Palette.Srgb(126, 160, 58), Palette.Srgb(150, 156, 74), seed);
        Vector3[] petals = [Palette.Srgb(250, 240, 240), Palette.Srgb(250, 214, 60), Palette.Srgb(214, 90, 150)];
        return Paint((u, v) =>
        {
            var (x, y) = (u * 24, v * 24);
            var (cellX, cellY) = ((int)x, (int)y);
            var dx = x - cellX - 0.3f - 0.4f * Noise.Unit(cellX, cellY, seed + 3);
            var dy = y - cellY - 0.3f - 0.4f * Noise.Unit(cellX, cellY, seed + 4);
            var kind = Noise.Hash(cellX, cellY, seed + 5);
            return (kind & 3) == 0 && dx * dx + dy * dy < 0.05f ? petals[(int)((kind >> 4) % 3)] : grass.Sample(u, v, 0);
        });
    }
}
