namespace Atelier.Systems.Teachers;

/// <summary>One line of a painted set: all that is needed to paint the picture again, and what it was asked to show.</summary>
/// <param name="File">The picture, below the set's folder.</param>
/// <param name="Scene">Number of the scene whose caption it is.</param>
/// <param name="Caption">What was asked.</param>
/// <param name="Style">Style of the caption.</param>
/// <param name="MayMirror">Whether the caption's scene may be mirrored.</param>
/// <param name="Teacher">Name of the model.</param>
/// <param name="Seed">Of the picture.</param>
/// <param name="Steps">Of the sampler.</param>
/// <param name="Guidance">Strength.</param>
public sealed record PaintedLine(
    string File, long Scene, string Caption, string Style, bool MayMirror, string Teacher, long Seed, int Steps, double Guidance);
