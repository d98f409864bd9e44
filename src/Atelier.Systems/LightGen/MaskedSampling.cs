namespace Atelier.Systems.LightGen;

/// <summary>How a masked model fills in a picture.</summary>
public sealed record MaskedSampling
{
    /// <summary>Times that the transformer runs, 1 to the number of tokens.</summary>
    public int Iterations { get; init; } = 64;

    /// <summary>Strength of guidance; 1 is none.</summary>
    public double Guidance { get; init; } = 4;

    /// <summary>Lets guidance grow from 1 with the share of tokens that are done.</summary>
    public bool LinearGuidance { get; init; }

    /// <summary>Scales the noise of the diffusion steps.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Hidden tokens after an iteration: a cosine, at least one less than before and at least one.</summary>
    /// <param name="tokens">Of the picture, or of the hole in it.</param>
    /// <param name="iteration">From 0.</param>
    /// <param name="hidden">Hidden before it.</param>
    public int HiddenAfter(int tokens, int iteration, int hidden)
    {
        var cosine = (int)Math.Floor(tokens * Math.Cos(Math.PI / 2 * (iteration + 1) / Iterations));
        return Math.Max(1, Math.Min(hidden - 1, cosine));
    }

    /// <summary>Strength at an iteration.</summary>
    /// <param name="tokens">Of the picture, or of the hole in it.</param>
    /// <param name="hiddenAfter">As <see cref="HiddenAfter"/> says, also at the last iteration, where in truth nothing stays hidden.</param>
    public double GuidanceAt(int tokens, int hiddenAfter) =>
        LinearGuidance ? 1 + (Guidance - 1) * (tokens - hiddenAfter) / tokens : Guidance;
}
