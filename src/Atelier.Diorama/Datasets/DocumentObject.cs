namespace Atelier.Diorama.Datasets;

/// <summary>One object in a <see cref="SceneDocument"/>.</summary>
/// <param name="Class">The noun.</param>
/// <param name="Colour">The colour word, if it has one.</param>
/// <param name="Material">matte, glossy, metal, glass or photographic.</param>
/// <param name="Box">Left, top, right, bottom of what is visible, pixels; right and bottom are one past the last.</param>
/// <param name="Visible">Share of it that is seen, 0..1.</param>
/// <param name="Centre">Projected centre, pixels.</param>
/// <param name="Depth">Distance of the centre along the optical axis, metres.</param>
/// <param name="Position">The middle of its base in the world, metres.</param>
/// <param name="Height">Metres.</param>
/// <param name="Support">The object it stands on, or null for the ground.</param>
public sealed record DocumentObject(
    string Class, string? Colour, string Material, int[] Box, float Visible, float[] Centre, float Depth, float[] Position, float Height, int? Support);
