using System.Text.Json;

namespace Atelier.Cli.Worlds;

/// <summary>One picture in the JSON of <c>atelier diorama render</c>.</summary>
/// <param name="Path">The picture.</param>
/// <param name="Seed">The scene's seed.</param>
/// <param name="Scene">Captions, objects and relations, as a dataset stores them.</param>
/// <param name="Layers">Files of the layers; null where none were asked for.</param>
internal sealed record RenderedFile(string Path, long Seed, JsonElement Scene, IReadOnlyList<string>? Layers);
