namespace Atelier.Training.Mini.Latents;

/// <summary>A caption of an encoded scene.</summary>
/// <param name="Style">How much it says, by the name of <see cref="Diorama.Captions.CaptionStyle"/>.</param>
/// <param name="Text">Of the plain picture.</param>
public sealed record LatentCaption(string Style, string Text);
