using System.Numerics;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Textures;
using Atelier.Imaging;

namespace Atelier.Diorama.Stamps;

/// <summary>A cut-out picture, cropped to what is opaque and scaled to a moderate size.</summary>
internal sealed class Stamp
{
    private const int Longest = 256;
    private const int AlphaLimit = 128;

    private Stamp(TextureMap colour, float[,] alpha, float brightness)
    {
        Colour = colour;
        Alpha = alpha;
        Brightness = brightness;
    }

    /// <summary>Linear colours; outside the outline they continue the nearest colour inside.</summary>
    public TextureMap Colour { get; }

    /// <summary>Coverage 0..1 by row and column, same size as <see cref="Colour"/>.</summary>
    public float[,] Alpha { get; }

    /// <summary>Mean luminance of the opaque part, linear.</summary>
    public float Brightness { get; }

    /// <summary>Width over height.</summary>
    public float Aspect => (float)Alpha.GetLength(1) / Alpha.GetLength(0);

    public static Stamp Read(string path)
    {
        var picture = path.EndsWith(".svg", StringComparison.Ordinal) ? SvgRasteriser.Draw(path, Longest * 2) : PictureFile.Load(path);
        return From(picture, path);
    }

    internal static Stamp From(Picture picture, string name)
    {
        var (left, top, right, bottom) = OpaqueBox(picture);
        if (right < left)
            throw new InvalidDataException($"{name} has no opaque pixel.");
        var (width, height) = (right - left + 1, bottom - top + 1);
        var shrink = Math.Max(1f, Math.Max(width, height) / (float)Longest);
        var (columns, rows) = (Math.Max(2, (int)(width / shrink)), Math.Max(2, (int)(height / shrink)));
        var colours = new Vector3[rows * columns];
        var alpha = new float[rows, columns];
        var brightness = 0f;
        var total = 0f;
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var (colour, coverage) = Average(
                    picture, left + x * width / columns, left + Math.Max(x * width / columns + 1, (x + 1) * width / columns),
                    top + y * height / rows, top + Math.Max(y * height / rows + 1, (y + 1) * height / rows));
                colours[y * columns + x] = colour;
                alpha[y, x] = coverage;
                brightness += coverage * TextureMap.Luminance(colour);
                total += coverage;
            }
        }

        Bleed(colours, alpha);
        return new Stamp(new TextureMap(columns, rows, colours, repeats: false), alpha, brightness / total);
    }

    private static (int Left, int Top, int Right, int Bottom) OpaqueBox(Picture picture)
    {
        var (left, top, right, bottom) = (picture.Width, picture.Height, -1, -1);
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                if (AlphaAt(picture, x, y) < AlphaLimit)
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }

        return (left, top, right, bottom);
    }

    private static byte AlphaAt(Picture picture, int x, int y) => picture.Channels switch
    {
        4 => picture.Row(y)[x * 4 + 3],
        2 => picture.Row(y)[x * 2 + 1],
        _ => 255,
    };

    private static (Vector3 Colour, float Coverage) Average(Picture picture, int fromX, int toX, int fromY, int toY)
    {
        var sum = Vector3.Zero;
        var weight = 0f;
        for (var y = fromY; y < toY; y++)
        {
            var row = picture.Row(y);
            for (var x = fromX; x < toX; x++)
            {
                var alpha = AlphaAt(picture, x, y) / 255f;
                var at = x * picture.Channels;
                var (red, green, blue) = picture.Channels >= 3 ? (row[at], row[at + 1], row[at + 2]) : (row[at], row[at], row[at]);
                sum += alpha * new Vector3(Srgb.Decode(red), Srgb.Decode(green), Srgb.Decode(blue));
                weight += alpha;
            }
        }

        return (weight > 0 ? sum / weight : Vector3.Zero, weight / ((toX - fromX) * (toY - fromY)));
    }

    /// <summary>Lets inner colours grow outward, so that filtered look-ups at the outline take no background in.</summary>
    private static void Bleed(Vector3[] colours, float[,] alpha)
    {
        var (rows, columns) = (alpha.GetLength(0), alpha.GetLength(1));
        var known = new bool[rows * columns];
        for (var i = 0; i < known.Length; i++)
            known[i] = alpha[i / columns, i % columns] > 0.6f;
        for (var pass = 0; pass < 12; pass++)
        {
            var grown = (bool[])known.Clone();
            for (var y = 0; y < rows; y++)
            {
                for (var x = 0; x < columns; x++)
                {
                    if (known[y * columns + x])
                        continue;
                    var sum = Vector3.Zero;
                    var count = 0;
                    for (var k = 0; k < 9; k++)
                    {
                        var (u, v) = (x + k % 3 - 1, y + k / 3 - 1);
                        if (u < 0 || v < 0 || u >= columns || v >= rows || !known[v * columns + u])
                            continue;
                        sum += colours[v * columns + u];
                        count++;
                    }

                    if (count == 0)
                        continue;
                    colours[y * columns + x] = sum / count;
                    grown[y * columns + x] = true;
                }
            }

            known = grown;
        }
    }
}
