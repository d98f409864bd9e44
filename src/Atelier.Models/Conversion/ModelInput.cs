using System.Text.Json;
using Atelier.Models.Conversion.Networks;
using Atelier.Models.Weights;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion;

/// <summary>What is to be converted, open: its networks and where they come from.</summary>
internal sealed class ModelInput : IDisposable
{
    /// <summary>Where files that we write keep the config of their network.</summary>
    public const string ConfigKey = "atelier.config";

    private readonly List<ITensorSource> _sources = [];

    private ModelInput(string path) => Path = path;

    public string Path { get; }

    /// <summary>The networks that are asked for.</summary>
    public IReadOnlyList<ModelPart> Parts { get; private set; } = [];

    /// <summary>True for a folder with a folder for each network.</summary>
    public bool IsPipeline { get; private set; }

    /// <summary>Takes a network out where there are others.</summary>
    public bool LeaveOut(string name)
    {
        var others = Parts.Where(p => p.Name != name).ToArray();
        if (others.Length == 0 || others.Length == Parts.Count)
            return false;
        Parts = others;
        return true;
    }

    /// <summary>The file that all networks are in, if it is one and all of it is asked for; else null.</summary>
    public ITensorSource? Whole { get; private set; }

    /// <summary>The first file that is stored in blocks, or null.</summary>
    public string? QuantizedFile => _sources.OfType<GgufTensors>().FirstOrDefault(s => s.IsQuantized)?.Path;

    /// <summary>Opens a pipeline folder, the folder of a network, or a file.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="part">The one network to take, or null.</param>
    /// <param name="config">A file with the network's config, a pipeline folder with the configs, or null.</param>
    /// <exception cref="WeightException">There is no such network, or no weights at all.</exception>
    public static ModelInput Open(string path, string? part = null, string? config = null)
    {
        var input = new ModelInput(path) { IsPipeline = HasParts(path) };
        try
        {
            var parts = input.IsPipeline ? input.Pipeline(part) : input.Single();
            if (part is not null)
            {
                var all = parts.Count;
                parts = [.. parts.Where(p => p.Name == part)];
                if (parts.Count == 0)
                    throw new WeightException($"{path} has no part '{part}'; it has {string.Join(", ", input.Names())}.");
                if (all > 1)
                    input.Whole = null;
            }

            input.Parts = config is null ? parts : [.. parts.Select(p => p with { Config = Given(config, p, parts.Count) })];
            return input;
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var source in _sources)
            source.Dispose();
    }

    // What is written of a single file has a folder for each network and no index.
    private static bool HasParts(string path) =>
        PipelineFolder.Is(path) || (Directory.Exists(path) && !WeightFile.IsFolder(path) && PipelineFolder.Parts(path).Count > 0);

    private IEnumerable<string> Names() => IsPipeline ? Folders().Select(f => System.IO.Path.GetFileName(f)) : Single().Select(p => p.Name);

    private IEnumerable<string> Folders() => PipelineFolder.Parts(Path);

    private IReadOnlyList<ModelPart> Pipeline(string? part) =>
        [.. Folders().Where(f => part is null || System.IO.Path.GetFileName(f) == part).Select(f => Of(Opened(f), System.IO.Path.GetFileName(f), ConfigOf(f)))];

    private IReadOnlyList<ModelPart> Single()
    {
        var source = Whole ?? Opened(Path);
        Whole = source;
        var config = Directory.Exists(Path) ? ConfigOf(Path) : source.Metadata.GetValueOrDefault(ConfigKey);
        var layouts = WeightLayout.Of(source);
        return layouts.Count > 1
            ? [.. layouts.Select(l => new ModelPart(NetworkKind.Of(l.Family).FolderOf(l.Prefix), source, l, null))]
            : [Of(source, layouts is [var only] ? NetworkKind.Of(only.Family).FolderOf(only.Prefix) : System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path)), config)];
    }

    private static ModelPart Of(ITensorSource source, string name, string? config)
    {
        var layout = WeightLayout.Of(source) is [var only] ? only : null;
        if (layout is { Family: WeightFamily.ClipText } && config is not null)
        {
            using var json = JsonDocument.Parse(config);
            if (NetworkKind.Of(json.RootElement) is OpenClipTextKind kind)
                layout = layout with { Family = kind.Family };
        }

        return new(name, source, layout, config);
    }

    private static string Given(string config, ModelPart part, int parts)
    {
        if (!Directory.Exists(config))
            return parts == 1 ? File.ReadAllText(config) : throw new WeightException($"'{config}' is one network's config, there are {parts}; name a folder with a folder for each, or choose one.");
        return ConfigOf(System.IO.Path.Combine(config, part.Name)) ?? (parts == 1 ? ConfigOf(config) : null)
            ?? throw new WeightException($"'{config}' has no {part.Name}/config.json.");
    }

    private ITensorSource Opened(string path)
    {
        ITensorSource source = path.StartsWith(RandomWeights.Prefix, StringComparison.Ordinal) ? RandomTensors.Open(path) : ScaledTensors.Over(WeightFile.Open(path));
        _sources.Add(source);
        return source;
    }

    private static string? ConfigOf(string folder) =>
        System.IO.Path.Combine(folder, "config.json") is var file && File.Exists(file) ? File.ReadAllText(file) : null;
}
