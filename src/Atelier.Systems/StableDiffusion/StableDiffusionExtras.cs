namespace Atelier.Systems.StableDiffusion;

/// <summary>What is opened together with a model.</summary>
public sealed record StableDiffusionExtras
{
    /// <summary>CLIP's merges (<c>merges.txt</c>, <c>bpe_simple_vocab_16e6.txt.gz</c>, or a folder with the former); null takes the model's.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>Adapter files.</summary>
    public IReadOnlyList<DiffusionLora> Loras { get; init; } = [];

    /// <summary>Files of textual inversion; their words are those in the files, else the files' names.</summary>
    public IReadOnlyList<string> Embeddings { get; init; } = [];

    /// <summary>File or folder of an autoencoder that takes the place of the model's; null for none.</summary>
    public string? Vae { get; init; }

    /// <summary>Side in pixels of the overlapping tiles in which pictures are encoded and decoded; null works on the whole picture.</summary>
    public int? Tile { get; init; }

    /// <summary>Files or folders of control networks and T2I adapters, by the name that requests use.</summary>
    public IReadOnlyDictionary<string, string> Controls { get; init; } = new Dictionary<string, string>();

    /// <summary>Files of image adapters (IP-Adapter), by the name that requests use; they need <see cref="ImageEncoder"/>.</summary>
    public IReadOnlyDictionary<string, string> PictureAdapters { get; init; } = new Dictionary<string, string>();

    /// <summary>Folder of the CLIP image encoder of image adapters; null takes the model's <c>image_encoder</c>.</summary>
    public string? ImageEncoder { get; init; }
}
