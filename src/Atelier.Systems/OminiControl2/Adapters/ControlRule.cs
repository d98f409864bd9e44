using System.Text.Json;
using Atelier.Models.Adapters;
using Atelier.Models.Conversion.Loras;
using Atelier.Models.Flux;
using Atelier.Torch.Weights;
using Atelier.Training.Runs;

namespace Atelier.Systems.OminiControl2.Adapters;

/// <summary>All that a condition adapter was trained with and must be used with. Its file carries it.</summary>
public sealed record ControlRule
{
    /// <summary>Key of the JSON in the header of the file.</summary>
    public const string MetadataKey = LoraRule.Key;

    /// <summary>Tasks that it was trained on.</summary>
    public IReadOnlyList<ControlTask> Tasks { get; init; } = [];

    /// <summary>Rank of the changes, 1 to 256.</summary>
    public int Rank { get; init; } = 4;

    /// <summary>Which layers it changes.</summary>
    public ControlModules Modules { get; init; }

    /// <summary>Whether conditions saw themselves only, so that their features may be reused exactly.</summary>
    public bool Independent { get; init; }

    /// <summary>Target tokens a side that one condition token stands for: 1, 2 or 4.</summary>
    public int Scale { get; init; } = 1;

    /// <summary>How far the condition lies below the target, in heights of the condition.</summary>
    public double ShiftRows { get; init; }

    /// <summary>How far the condition lies right of the target, in widths of the condition: -1 is just left of it, 0 over it.</summary>
    public double ShiftColumns { get; init; }

    /// <summary>Whether the shift is scaled too.</summary>
    public ShiftOrder Order { get; init; }

    /// <summary>Guidance number of conditions, for networks with that input.</summary>
    public double Guidance { get; init; } = 1;

    /// <summary>Whether tokens without content were left out.</summary>
    public bool Pruned { get; init; }

    /// <summary>Pruned: share of the tokens that stayed, the fullest ones; null where all with content did.</summary>
    public double? KeepShare { get; init; }

    /// <summary>In- and outpainting: whether the known patches were the condition and only the others were denoised.</summary>
    public bool Integrated { get; init; }

    /// <summary>Side of the target pictures in training, at which the conditions are followed best; 0 where it is not known.</summary>
    public int Size { get; init; }

    /// <summary>Name of the model that it was trained on.</summary>
    public string Base { get; init; } = "";

    /// <summary>Channels inside that model's transformer; 0 where it is not known.</summary>
    public int BaseWidth { get; init; }

    /// <summary>Double blocks of that transformer.</summary>
    public int BaseLayers { get; init; }

    /// <summary>Single blocks of that transformer.</summary>
    public int BaseSingleLayers { get; init; }

    /// <summary>SHA-256 of the output layer of that transformer; another one means other weights. Empty where it is not known.</summary>
    public string BaseWeights { get; init; } = "";

    /// <summary>The rule in the header of an adapter file, or null where it has none.</summary>
    /// <exception cref="AdapterException">It cannot be read.</exception>
    public static ControlRule? Read(ITensorSource source)
    {
        if (!source.Metadata.TryGetValue(MetadataKey, out var text))
            return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            return ConfigReader.Read<ControlRule>(json.RootElement.Clone(), MetadataKey).Checked();
        }
        catch (Exception error) when (error is JsonException or SettingException)
        {
            throw new AdapterException($"{source.Path}: header entry {MetadataKey}: {error.Message}");
        }
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ConfigReader.Options);

    /// <summary>Where a condition of some size lies.</summary>
    /// <param name="rows">Its rows of tokens.</param>
    /// <param name="columns">Its columns of tokens.</param>
    public ConditionPlacement Placement(int rows, int columns) =>
        new() { Rows = ShiftRows * rows, Columns = ShiftColumns * columns, Scale = Scale, Order = Order };

    /// <summary>The rule, or an error that says what is wrong with it.</summary>
    /// <exception cref="SettingException">A value is out of range, or two contradict each other.</exception>
    public ControlRule Checked()
    {
        Require(Rank is >= 1 and <= 256, $"rank is {Rank}; allowed: 1 to 256.");
        Require(Scale is 1 or 2 or 4, $"scale is {Scale}; allowed: 1, 2, 4.");
        Require(!Integrated || Scale == 1, $"integrated patches lie at their own places; scale is {Scale}, it must be 1.");
        Require(!Integrated || Tasks.All(t => t is ControlTask.Inpaint or ControlTask.Outpaint), "integrated is for inpaint and outpaint only.");
        Require(!Pruned || Tasks.All(t => t is ControlTask.Edges or ControlTask.Geometry), "pruned is for edges and geometry only: other pictures are not sparse.");
        Require(KeepShare is null || (Pruned && KeepShare is > 0 and <= 1), $"keep_share is {KeepShare}; allowed: above 0, up to 1, with pruned.");
        return this;
    }

    /// <summary>Checks that a network is of the size that the adapter was trained on.</summary>
    /// <exception cref="AdapterException">A size differs.</exception>
    public void RequireFits(FluxConfig network, string file)
    {
        if (BaseWidth != 0 && (BaseWidth != network.Width || BaseLayers != network.NumLayers || BaseSingleLayers != network.NumSingleLayers))
        {
            throw new AdapterException(
                $"{file} was trained on {Base} with width {BaseWidth}, {BaseLayers} double and {BaseSingleLayers} single blocks; this model has " +
                $"width {network.Width}, {network.NumLayers} and {network.NumSingleLayers}.");
        }
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new SettingException(message);
    }
}
