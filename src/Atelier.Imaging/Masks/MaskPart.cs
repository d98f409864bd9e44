namespace Atelier.Imaging;

/// <summary>One connected part of a mask.</summary>
/// <param name="Label">Its number, from 1.</param>
/// <param name="Area">Its pixels.</param>
/// <param name="Box">The box around it.</param>
/// <param name="CentreX">Mean column.</param>
/// <param name="CentreY">Mean row.</param>
public sealed record MaskPart(int Label, int Area, PixelBox Box, double CentreX, double CentreY);
