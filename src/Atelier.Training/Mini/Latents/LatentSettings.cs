namespace Atelier.Training.Mini.Latents;

/// <summary>Where pictures come from, how they are encoded, and where their latents are kept.</summary>
public sealed record LatentSettings
{
    /// <summary>Dataset folder.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of the autoencoder: <c>config.json</c> and weights.</summary>
    public required string Autoencoder { get; init; }

    /// <summary>Folder of the encoded shards; filled as far as the data reach, at the start and after each pass.</summary>
    public required string Cache { get; init; }

    /// <summary>Pictures that are encoded at once.</summary>
    public int EncodeBatch { get; init; } = 16;

    /// <summary>False takes only what is in the cache already, while another process fills it (<c>atelier train latents</c>).</summary>
    public bool EncodeMissing { get; init; } = true;
}
