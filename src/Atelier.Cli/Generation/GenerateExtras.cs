using Atelier.Systems.TextToImage.Flux;

namespace Atelier.Cli.Generation;

/// <summary>What <c>atelier generate</c> was asked beyond prompts, numbers and sizes.</summary>
internal sealed record GenerateExtras
{
    /// <summary>Name of a sampler; null for the model's own.</summary>
    public string? Sampler { get; init; }

    /// <summary>Name of a spread of noise levels; null for the model's own.</summary>
    public string? Schedule { get; init; }

    /// <summary>Features taken from earlier steps; null for none.</summary>
    public string? Cache { get; init; }

    /// <summary>Weight of the difference to the negative prompt beside a guidance number.</summary>
    public double? TrueGuidance { get; init; }

    /// <summary>Picture that is painted over.</summary>
    public string? Init { get; init; }

    /// <summary>How much of it changes.</summary>
    public double? Strength { get; init; }

    /// <summary>Where it changes.</summary>
    public string? Mask { get; init; }

    /// <summary>Control pictures.</summary>
    public IReadOnlyList<WeightedFile> Controls { get; init; } = [];

    /// <summary>Control networks by type.</summary>
    public IReadOnlyDictionary<string, string> ControlModels { get; init; } = new Dictionary<string, string>();

    /// <summary>Pictures to edit.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Pictures as parts of the prompt.</summary>
    public IReadOnlyList<WeightedFile> PicturePrompts { get; init; } = [];

    /// <summary>Adapter files.</summary>
    public IReadOnlyList<WeightedFile> Loras { get; init; } = [];

    /// <summary>Folder with parts that the model lacks.</summary>
    public string? Components { get; init; }

    /// <summary>Side of tiles in pixels.</summary>
    public int? Tile { get; init; }

    /// <summary>How the model is opened.</summary>
    /// <param name="note">Told what came of adapters.</param>
    public FluxModelOptions ModelOptions(Action<string> note) => new()
    {
        Components = Components,
        Loras = [.. Loras.Select(l => new FluxLoraChoice(l.Path, l.Weight))],
        Tile = Tile,
        Note = note,
    };

    /// <summary>The adapters as picture files name them; null for none.</summary>
    public IReadOnlyList<string>? LoraNames() => Loras.Count == 0 ? null : [.. Loras.Select(l => l.ToString())];

    /// <summary>Pictures that go in, as <c>option name</c>, without their folders; null for none.</summary>
    public IReadOnlyList<string>? Inputs()
    {
        List<string> inputs =
        [
            .. Init is null ? [] : new[] { $"init {Path.GetFileName(Init)}" },
            .. Mask is null ? [] : new[] { $"mask {Path.GetFileName(Mask)}" },
            .. Controls.Select(c => $"control {c.Kind}:{c}"),
            .. References.Select(r => $"reference {Path.GetFileName(r)}"),
            .. PicturePrompts.Select(p => $"redux {p}"),
        ];
        return inputs.Count == 0 ? null : inputs;
    }
}
