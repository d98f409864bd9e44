using Atelier.Models.Formats.Gguf;

namespace Atelier.Models.Conversion;

/// <summary>What shall be converted to what.</summary>
/// <param name="Input">A pipeline folder, the folder of one network, or a file of weights.</param>
/// <param name="Output">A <c>.safetensors</c> or <c>.gguf</c> file; anything else is a folder.</param>
public sealed record ConversionRequest(string Input, string Output)
{
    /// <summary>Element type of floating tensors; null keeps each tensor's.</summary>
    public GgufType? Type { get; init; }

    /// <summary>How tensors are named; null takes diffusers' names for folders and the authors' for files.</summary>
    public WeightNames? Names { get; init; }

    /// <summary>True leaves all names as they are, known or not.</summary>
    public bool KeepNames { get; init; }

    /// <summary>The one network to take where there are several, such as <c>transformer</c>.</summary>
    public string? Part { get; init; }

    /// <summary>A <c>config.json</c>, or a pipeline folder with one for each network, where the input has none and sizes cannot be read off the tensors.</summary>
    public string? Config { get; init; }

    /// <summary>LoRAs to build in, in this order.</summary>
    public IReadOnlyList<WeightedLora> Loras { get; init; } = [];
}
