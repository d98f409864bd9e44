namespace Atelier.Cli.Upscaling;

/// <summary>One picture in the JSON of <c>atelier upscale</c>.</summary>
/// <param name="Path">The file that was written.</param>
/// <param name="Source">The picture that it was made from.</param>
/// <param name="Upscaler">Name of the network.</param>
/// <param name="Scale">How many times as wide and high the network makes pictures.</param>
/// <param name="Width">Columns of the file.</param>
/// <param name="Height">Rows of the file.</param>
/// <param name="Seconds">Time.</param>
internal sealed record UpscaledFile(string Path, string Source, string Upscaler, int Scale, int Width, int Height, double Seconds);
