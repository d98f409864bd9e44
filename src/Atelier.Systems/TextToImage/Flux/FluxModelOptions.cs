using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>How a model is opened.</summary>
public sealed record FluxModelOptions
{
    /// <summary>Folder with parts that the model's own file or folder lacks: text encoders, tokenizers, autoencoder.</summary>
    public string? Components { get; init; }

    /// <summary>Adapters on the denoiser; their changes add up.</summary>
    public IReadOnlyList<FluxLoraChoice> Loras { get; init; } = [];

    /// <summary>Folders of control networks by the kind of control that they are for.</summary>
    public IReadOnlyDictionary<string, string> ControlNetworks { get; init; } = new Dictionary<string, string>();

    /// <summary>Side in pixels of the overlapping tiles in which pictures are encoded and decoded; null works on the whole picture.</summary>
    public int? Tile { get; init; }

    /// <summary>Where it runs; the first GPU or else the CPU if null.</summary>
    public Device? Device { get; init; }

    /// <summary>Told in one line each what came of the adapters.</summary>
    public Action<string>? Note { get; init; }
}
