namespace Atelier.Models.Conversion;

/// <summary>One file of weights that was written.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Content">What it holds, in words.</param>
/// <param name="Tensors">How many.</param>
/// <param name="Bytes">Size of the file.</param>
public sealed record ConvertedFile(string Path, string Content, int Tensors, long Bytes);
