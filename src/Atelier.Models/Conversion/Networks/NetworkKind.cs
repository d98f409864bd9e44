using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Models.Dialects;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Conversion.Networks;

/// <summary>What is known of a family of networks: how its files are recognised, named and sized.</summary>
internal abstract class NetworkKind
{
    private protected static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, IgnoreReadOnlyProperties = true,
    };

    /// <summary>All kinds, in the order of a pipeline's folders.</summary>
    public static IReadOnlyList<NetworkKind> All { get; } = [new FluxKind(), new UNetKind(), new AutoencoderKind(), new ClipTextKind(), new OpenClipTextKind()];

    /// <summary>All kinds in words.</summary>
    public static string Titles => string.Join(", ", All.Select(k => k.Title));

    public abstract WeightFamily Family { get; }

    /// <summary>For people.</summary>
    public abstract string Title { get; }

    /// <summary>Library and class in diffusers' configs.</summary>
    public abstract (string Library, string Class) Class { get; }

    /// <summary>Folder within a pipeline.</summary>
    public abstract string Folder { get; }

    /// <summary>Weight file within the folder.</summary>
    public virtual string FileName => "diffusion_pytorch_model.safetensors";

    /// <summary>Value of <c>general.architecture</c> in GGUF files.</summary>
    public abstract string Architecture(ITensorSource source);

    /// <summary>What stands before the names in a single file with several networks.</summary>
    public abstract string WholePrefix { get; }

    /// <summary>What stands before the names in a single file with this network alone.</summary>
    public virtual string OwnPrefix => "";

    /// <summary>Folder within a pipeline of the network that a single file has behind a prefix.</summary>
    public virtual string FolderOf(string prefix) => Folder;

    /// <summary>What stands before its layers in LoRA files; null for the part's own name.</summary>
    public virtual string? LoraPrefix => null;

    /// <summary>What an old file of diffusers calls our parameters, or null where it calls them the same.</summary>
    public virtual Func<string, string>? Rename(ITensorSource source) => null;

    /// <summary>Whether the authors put this network into files together with others under these names.</summary>
    public virtual bool SharesFiles(Module network) => true;

    private protected abstract (string Marker, string Beside) DiffusersMarkers { get; }

    private protected abstract (string Marker, string Beside) OriginalMarkers { get; }

    public static NetworkKind Of(WeightFamily family) => All.First(kind => kind.Family == family);

    /// <summary>The kind of a config's <c>_class_name</c> or transformers' <c>architectures</c>, or null.</summary>
    public static NetworkKind? Of(JsonElement config)
    {
        string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var name = config.TryGetProperty("_class_name", out var own) ? Text(own)
            : config.TryGetProperty("architectures", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? Text(list[0]) : null;
        return All.FirstOrDefault(kind => kind.Class.Class == name);
    }

    /// <summary>How a file holds this network, or null where it does not.</summary>
    public WeightLayout? Find(ITensorSource source)
    {
        var names = source.Names as IReadOnlySet<string> ?? source.Names.ToHashSet();
        foreach (var (dialect, markers) in new[] { (WeightNames.Original, OriginalMarkers), (WeightNames.Diffusers, DiffusersMarkers) })
        {
            if (Prefixes.Find(source, markers.Marker, WholePrefix) is { } prefix && names.Contains(prefix + markers.Beside))
                return new(Family, dialect, prefix);
        }

        return null;
    }

    /// <summary>The network, without values.</summary>
    /// <param name="source">Its file; sizes that no config gives are read off the tensors.</param>
    /// <param name="layout">How the file names them.</param>
    /// <param name="config">The <c>config.json</c>, or null.</param>
    /// <exception cref="WeightException">Sizes cannot be told from the file.</exception>
    public abstract Module Make(ITensorSource source, WeightLayout layout, JsonElement? config);

    /// <summary>The <c>config.json</c> of a network.</summary>
    public abstract string ConfigOf(Module network);

    /// <summary>Where each of diffusers' tensors is in an original file.</summary>
    public abstract IReadOnlyDictionary<string, TensorRecipe> Recipes(Module network, string prefix);

    /// <summary>The size of a tensor that must be there.</summary>
    /// <exception cref="WeightException">It is not.</exception>
    private protected static long[] Shape(ITensorSource source, string name, string why) => source.Names.Contains(name)
        ? source.ShapeOf(name)
        : throw new WeightException($"{source.Path} has no '{name}', from which {why} is read; give the network's config.json.");

    /// <summary>How many blocks there are of a name with {i} in it.</summary>
    private protected static int Count(ITensorSource source, string name)
    {
        var names = source.Names as IReadOnlySet<string> ?? source.Names.ToHashSet();
        return Enumerable.Range(0, int.MaxValue).TakeWhile(i => names.Contains(name.Replace("{i}", $"{i}", StringComparison.Ordinal))).Count();
    }

    /// <summary>A config with the name of its class, which is put in where it has none.</summary>
    public string Named(string config)
    {
        var fields = JsonNode.Parse(config)?.AsObject() ?? throw new WeightException($"The config of the {Title} is no JSON object.");
        if (!fields.ContainsKey("_class_name") && !fields.ContainsKey("architectures"))
            Name(fields, Class.Class);
        return fields.ToJsonString(SnakeCase);
    }

    private protected string ConfigText<T>(T config, string? name = null)
    {
        var fields = JsonSerializer.SerializeToNode(config, SnakeCase)!.AsObject();
        Name(fields, name ?? Class.Class);
        return fields.ToJsonString(SnakeCase);
    }

    private void Name(JsonObject fields, string name)
    {
        if (Class.Library == "transformers")
            fields.Insert(0, "architectures", new JsonArray(name));
        else
            fields.Insert(0, "_class_name", name);
    }
}
