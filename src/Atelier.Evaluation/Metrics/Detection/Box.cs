namespace Atelier.Evaluation.Metrics.Detection;

/// <summary>A box in pixels.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Not negative.</param>
/// <param name="Height">Not negative.</param>
public readonly record struct Box(double X, double Y, double Width, double Height)
{
    /// <summary>In square pixels.</summary>
    public double Area => Width * Height;

    /// <summary>Area in common over area of the union.</summary>
    /// <param name="truth">The other box.</param>
    /// <param name="crowd">The other box stands for many things: only this one's area is divided by.</param>
    public double Overlap(Box truth, bool crowd = false)
    {
        var width = Math.Max(0, Math.Min(X + Width, truth.X + truth.Width) - Math.Max(X, truth.X));
        var height = Math.Max(0, Math.Min(Y + Height, truth.Y + truth.Height) - Math.Max(Y, truth.Y));
        var common = width * height;
        var whole = crowd ? Area : Area + truth.Area - common;
        return whole > 0 ? common / whole : 0;
    }
}
