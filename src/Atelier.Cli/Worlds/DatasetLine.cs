namespace Atelier.Cli.Worlds;

/// <summary>The JSON of <c>atelier diorama dataset</c>.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Scenes">Scenes of this process's part that are stored.</param>
internal sealed record DatasetLine(string Path, long Scenes);
