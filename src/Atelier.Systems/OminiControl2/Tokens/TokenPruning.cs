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
    public const int Threshold = 24;

    /// <summary>The tokens of a picture that stay.</summary>
    /// <param name="picture">The condition at the target's size; the largest channel counts.</param>
    /// <param name="patch">Pixels of the target that a side of a token stands for.</param>
    /// <param name="share">Share of the tokens that stays, above 0, up to 1; null keeps all with content.</param>
    /// <exception cref="ArgumentException">The picture's sides are no multiples of the patch, or the share is out of range.</exception>
    public static TokenChoice Choose(Picture picture, int patch, double? share = null) =>
        Choose(Scores(picture, patch), picture.Width / patch, share);

    /// <summary>The tokens that stay, by their scores.</summary>
    /// <param name="scores">Row by row, as <see cref="Scores"/> gives them.</param>
    /// <param name="columns">Columns of tokens.</param>
    /// <param name="share">Share of the tokens that stays; null keeps all with content.</param>
    /// <exception cref="ArgumentException">The share is out of range.</exception>
    public static TokenChoice Choose(IReadOnlyList<float> scores, int columns, double? share = null)
    {
        if (share is not null and not (> 0 and <= 1))
            throw new ArgumentException($"A share of {share} of the tokens was asked; allowed: above 0, up to 1.");
        var count = share is { } part ? (int)Math.Round(part * scores.Count) : scores.Count(s => s >= 1);
        var keep = new bool[scores.Count / columns, columns];
        // The fullest ones, earlier ones first; where none has content, the brightest one.
        foreach (var i in Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(Math.Max(1, count)))
            keep[i / columns, i % columns] = true;
        return new(keep);
    }

    /// <summary>For each token its pixels of content, and below 1 how bright it is.</summary>
    /// <param name="picture">The condition at the target's size; the largest channel counts.</param>
    /// <param name="patch">Pixels of the target that a side of a token stands for.</param>
    /// <exception cref="ArgumentException">The picture's sides are no multiples of the patch.</exception>
    public static float[] Scores(Picture picture, int patch)
    {
        if (picture.Width % patch != 0 || picture.Height % patch != 0)
            throw new ArgumentException($"A picture of {picture.Width} x {picture.Height} has no whole patches of {patch} x {patch}.");
        picture = picture.WithoutAlpha();
        var columns = picture.Width / patch;
        var scores = new float[columns * (picture.Height / patch)];
        var brightness = 1f / (256 * patch * patch);
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            var value = 0;
            foreach (var channel in picture.Pixels.AsSpan(i * picture.Channels, picture.Channels))
                value = Math.Max(value, channel);
            scores[(i / picture.Width / patch * columns) + (i % picture.Width / patch)] += (value > Threshold ? 1 : 0) + (value * brightness);
        }

        return scores;
    }
}
