namespace Atelier.Diorama.Datasets;

/// <summary>One scene as a shard stores it.</summary>
/// <param name="Seed">The scene's seed.</param>
/// <param name="Picture">A PNG or WebP file.</param>
/// <param name="Document">UTF-8 JSON, see <see cref="SceneDocument"/>.</param>
/// <param name="Labels">Compressed label layers, see <see cref="LabelLayers"/>.</param>
public sealed record SceneRecord(long Seed, byte[] Picture, byte[] Document, byte[] Labels);
