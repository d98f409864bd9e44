namespace Atelier.Training.Detection;

/// <summary>One object that a detector shall find.</summary>
/// <param name="Class">Index of its class.</param>
/// <param name="Left">Left edge of its visible box, pixels.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Lower edge.</param>
/// <param name="Color">Index of its colour, or -1 where it has none of the named ones.</param>
/// <param name="Ignore">True where it is too hidden to be asked for: neither finding nor missing it counts.</param>
public sealed record DetectionTarget(int Class, double Left, double Top, double Right, double Bottom, int Color, bool Ignore = false)
{
    /// <summary>The same object in the mirrored picture.</summary>
    /// <param name="width">Of the picture.</param>
    public DetectionTarget Mirrored(double width) => this with { Left = width - Right, Right = width - Left };
}
