namespace Atelier.Imaging;

/// <summary>One picture of a contact sheet.</summary>
/// <param name="Picture">Any picture; alpha shows the sheet.</param>
/// <param name="Caption">Text below it; wrapped.</param>
public sealed record ContactSheetEntry(Picture Picture, string Caption = "");
