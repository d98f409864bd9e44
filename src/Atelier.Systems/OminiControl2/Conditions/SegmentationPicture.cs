using Atelier.Imaging;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.OminiControl2.Conditions;

/// <summary>Kinds of objects as colours: black for the surroundings, else one of the world's nouns.</summary>
/// <remarks>Hues follow the golden angle in three ranges of brightness, so that neighbouring numbers look different.</remarks>
public static class SegmentationPicture
{
    private const double GoldenAngle = 0.381966;
    private static readonly Rgb[] Colours = [.. Enumerable.Range(0, TokenLabels.ClassNames.Count + 1).Select(Colour)];

    /// <summary>The picture of classes.</summary>
    /// <param name="classes">Height x width: 0 for the surroundings, else 1 + index in <see cref="TokenLabels.ClassNames"/>.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    public static Picture Encode(ReadOnlySpan<short> classes, int width, int height)
    {
        var picture = new Picture(width, height, 3);
        for (var i = 0; i < classes.Length; i++)
        {
            var colour = Colours[classes[i]];
            (picture.Pixels[i * 3], picture.Pixels[(i * 3) + 1], picture.Pixels[(i * 3) + 2]) = (colour.R, colour.G, colour.B);
        }

        return picture;
    }

    /// <summary>Classes by pixel of a scene whose objects have names.</summary>
    /// <param name="instances">0 for the surroundings, k + 1 for object k.</param>
    /// <param name="names">Nouns of the objects.</param>
    public static short[] Classes(ReadOnlySpan<byte> instances, IReadOnlyList<string> names)
    {
        var numbers = names.Select(n => (short)(1 + TokenLabels.ClassNames.ToList().IndexOf(n))).Prepend((short)0).ToArray();
        var classes = new short[instances.Length];
        for (var i = 0; i < classes.Length; i++)
            classes[i] = numbers[instances[i]];
        return classes;
    }

    private static Rgb Colour(int index)
    {
        if (index == 0)
            return new(0, 0, 0);
        var (hue, level) = (index * GoldenAngle % 1 * 6, 1 - (0.22 * (index % 3)));
        byte Channel(double shift)
        {
            var k = (hue + shift) % 6;
            return (byte)Math.Round(255 * level * (1 - (0.85 * Math.Clamp(Math.Min(k, 4 - k), 0, 1))));
        }

        return new(Channel(5), Channel(3), Channel(1));
    }
}
