namespace Atelier.Models.Detection;

/// <summary>One object that a <see cref="SceneDetector"/> found.</summary>
/// <param name="Class">Index into the config's classes.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Left">Left edge, pixels.</param>
/// <param name="Top">Upper edge, pixels.</param>
/// <param name="Right">Right edge, pixels.</param>
/// <param name="Bottom">Lower edge, pixels.</param>
/// <param name="Color">Index into the config's colours.</param>
public sealed record SceneDetection(int Class, double Score, double Left, double Top, double Right, double Bottom, int Color);
