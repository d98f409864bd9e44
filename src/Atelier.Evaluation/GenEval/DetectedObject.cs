namespace Atelier.Evaluation.GenEval;

/// <summary>An object that a detector found.</summary>
/// <param name="Class">Its noun.</param>
/// <param name="Score">Confidence, 0 to 1.</param>
/// <param name="Left">Left edge of its box, pixels.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Lower edge.</param>
/// <param name="Color">Its colour's name.</param>
public sealed record DetectedObject(string Class, double Score, double Left, double Top, double Right, double Bottom, string Color)
{
    /// <summary>Middle of the box.</summary>
    public (double X, double Y) Centre => ((Left + Right) / 2, (Top + Bottom) / 2);

    /// <summary>Width and height of the box.</summary>
    public (double Width, double Height) Size => (Right - Left, Bottom - Top);
}
