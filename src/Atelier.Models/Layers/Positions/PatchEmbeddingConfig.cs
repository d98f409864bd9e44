namespace Atelier.Models.Layers.Positions;

/// <summary>Sizes of a <see cref="PatchEmbedding"/>, under the names that public code uses.</summary>
public sealed record PatchEmbeddingConfig
{
    /// <summary>Height of the latent that the table is made for.</summary>
    public int Height { get; init; } = 224;

    /// <summary>Width of the latent that the table is made for.</summary>
    public int Width { get; init; } = 224;

    /// <summary>Side of a patch.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Channels of the latent.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of a token.</summary>
    public int EmbedDim { get; init; } = 768;

    /// <summary>Whether the convolution has a bias.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Norm of the tokens before positions are added.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Coordinates are divided by it.</summary>
    public double InterpolationScale { get; init; } = 1;

    /// <summary>sincos, or null for none.</summary>
    public string? PosEmbedType { get; init; } = "sincos";

    /// <summary>Side of a stored table that the centre is cut from (SD3); if null the table is made for each grid (PixArt).</summary>
    public int? PosEmbedMaxSize { get; init; }

    internal int BaseSize => Height / PatchSize;

    internal bool HasTable => PosEmbedType is not null;
}
