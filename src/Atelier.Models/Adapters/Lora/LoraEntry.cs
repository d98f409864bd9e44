namespace Atelier.Models.Adapters.Lora;

/// <summary>The tensors of one layer in an adapter file, by their full keys.</summary>
internal sealed record LoraEntry
{
    /// <summary>Key of A (down), or null.</summary>
    public string? Down { get; set; }

    /// <summary>Key of B (up), or null.</summary>
    public string? Up { get; set; }

    /// <summary>Key of the core between A and B, or null.</summary>
    public string? Mid { get; set; }

    /// <summary>Keys of LoHa and LoKr factors by the factor's name, such as hada_w1_a.</summary>
    public Dictionary<string, string> Factors { get; } = [];

    /// <summary>Key of the bias of B, or null.</summary>
    public string? Bias { get; set; }

    /// <summary>Key of alpha, or null.</summary>
    public string? Alpha { get; set; }

    /// <summary>Key of the row lengths, or null.</summary>
    public string? Magnitude { get; set; }
}
