using Atelier.Imaging;

namespace Atelier.Systems.OminiControl2.Tokens;

/// <summary>Which tokens of a sparse condition picture have content; the others need not be computed.</summary>
/// <remarks>
/// The published code only takes a mask of tokens. The rules here are ours: a token stays where its part of the picture has a pixel above
/// a threshold, or where it is among the fullest of a fixed share. At least one token stays.
/// </remarks>
public static class TokenPruning
{
    /// <summary>Value above which a pixel is content, 0 to 255.</summary>
    public const int UsualThreshold = 24;

    /// <summary>Tokens with at least one pixel of content; the brightest one where there is none.</summary>
    /// <param name="picture">The condition at the target's size; the largest channel counts.</param>
    /// <param name="patch">Pixels of the target that a side of a token stands for.</param>
    /// <param name="threshold">Value above which a pixel is content.</param>
    /// <exception cref="ArgumentException">The picture's sides are no multiples of the patch.</exception>
    public static TokenChoice ByContent(Picture picture, int patch, int threshold = UsualThreshold)
    {
        var content = Content(picture, patch, threshold);
        return content.Any(c => c.Pixels > 0)
            ? Choose(picture, patch, i => content[i].Pixels > 0)
            : Choose(picture, patch, Array.IndexOf(content, content.MaxBy(c => c.Brightness)).Equals);
    }

    /// <summary>A fixed share of the tokens: those with the most pixels of content, earlier ones first.</summary>
    /// <param name="picture">The condition at the target's size; the largest channel counts.</param>
    /// <param name="patch">Pixels of the target that a side of a token stands for.</param>
    /// <param name="share">Above 0, up to 1; at least one token is kept.</param>
    /// <param name="threshold">Value above which a pixel is content.</param>
    /// <exception cref="ArgumentException">The picture's sides are no multiples of the patch, or the share is out of range.</exception>
    public static TokenChoice ByShare(Picture picture, int patch, double share, int threshold = UsualThreshold)
    {
        if (!(share > 0 && share <= 1))
            throw new ArgumentException($"A share of {share} of the tokens was asked; allowed: above 0, up to 1.");
        var content = Content(picture, patch, threshold);
        var count = Math.Max(1, (int)Math.Round(share * content.Length));
        var kept = Enumerable.Range(0, content.Length).OrderByDescending(i => content[i].Pixels).ThenBy(i => i).Take(count).ToHashSet();
        return Choose(picture, patch, kept.Contains);
    }

    private static TokenChoice Choose(Picture picture, int patch, Func<int, bool> keeps)
    {
        var keep = new bool[picture.Height / patch, picture.Width / patch];
        for (var i = 0; i < keep.Length; i++)
            keep[i / keep.GetLength(1), i % keep.GetLength(1)] = keeps(i);
        return new(keep);
    }

    private static (int Pixels, long Brightness)[] Content(Picture picture, int patch, int threshold)
    {
        if (picture.Width % patch != 0 || picture.Height % patch != 0)
            throw new ArgumentException($"A picture of {picture.Width} x {picture.Height} has no whole patches of {patch} x {patch}.");
        picture = picture.WithoutAlpha();
        var columns = picture.Width / patch;
        var content = new (int Pixels, long Brightness)[columns * (picture.Height / patch)];
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            var value = 0;
            foreach (var channel in picture.Pixels.AsSpan(i * picture.Channels, picture.Channels))
                value = Math.Max(value, channel);
            ref var cell = ref content[(i / picture.Width / patch * columns) + (i % picture.Width / patch)];
            cell = (cell.Pixels + (value > threshold ? 1 : 0), cell.Brightness + value);
        }

        return content;
    }
}
