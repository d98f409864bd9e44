using Atelier.Imaging;

namespace Atelier.Systems.OminiControl2.Conditions;

/// <summary>Distances as grey values: 255 at 0.25 m and nearer, 0 at 64 m and beyond, evenly in the logarithm between (3.2 % a value at most).</summary>
public static class DepthPicture
{
    /// <summary>Metres that show as 255.</summary>
    public const float Nearest = 0.25f;

    /// <summary>Metres that show as 0.</summary>
    public const float Farthest = 64;

    private static readonly float Range = MathF.Log(Farthest / Nearest);

    /// <summary>The picture of distances.</summary>
    /// <param name="metres">Height x width; infinite for the sky.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <returns>RGB, all channels alike.</returns>
    public static Picture Encode(ReadOnlySpan<float> metres, int width, int height)
    {
        var picture = new Picture(width, height, 3);
        for (var i = 0; i < metres.Length; i++)
        {
            var near = 1 - (MathF.Log(Math.Clamp(metres[i], Nearest, Farthest) / Nearest) / Range);
            picture.Pixels.AsSpan(i * 3, 3).Fill((byte)MathF.Round(255 * near));
        }

        return picture;
    }
}
