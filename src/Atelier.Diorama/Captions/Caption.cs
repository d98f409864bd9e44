namespace Atelier.Diorama.Captions;

/// <summary>One description of a picture.</summary>
/// <param name="Style">How much it says.</param>
/// <param name="Text">English.</param>
public sealed record Caption(CaptionStyle Style, string Text);
