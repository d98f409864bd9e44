namespace Atelier.Systems.TextToImage;

/// <summary>What a model does when the request does not say, and its limits.</summary>
/// <param name="Steps">Denoising steps.</param>
/// <param name="Guidance">Strength of guidance.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="SizeStep">Width and height are multiples of it.</param>
/// <param name="MaxSize">Largest width and height.</param>
public sealed record TextToImageDefaults(int Steps, double Guidance, int Width, int Height, int SizeStep, int MaxSize);
