namespace Atelier.Training.Mini.Latents;

/// <summary>What the encoded shards of a folder are of.</summary>
/// <param name="Autoencoder">SHA-256 of config and weights.</param>
/// <param name="Size">Side of the pictures.</param>
/// <param name="ShardSize">Scenes of a shard.</param>
/// <param name="FirstSeed">Seed of the first scene.</param>
internal sealed record LatentManifest(string Autoencoder, int Size, int ShardSize, long FirstSeed);
