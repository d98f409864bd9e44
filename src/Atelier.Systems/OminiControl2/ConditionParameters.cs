namespace Atelier.Systems.OminiControl2;

/// <summary>A condition as the picture file carries it.</summary>
/// <param name="Task">What it shows.</param>
/// <param name="Source">Name of its file.</param>
/// <param name="Sha256">Of its pixels, since files change.</param>
/// <param name="Strength">Factor of its attention.</param>
/// <param name="Scale">Target tokens a side of one of its tokens, where the request said.</param>
/// <param name="Offset">Rows and columns that it is moved, where the request said.</param>
/// <param name="Adapter">Name of its adapter, where the request said.</param>
public sealed record ConditionParameters(string Task, string Source, string Sha256, double Strength, int? Scale, double[]? Offset, string? Adapter);
