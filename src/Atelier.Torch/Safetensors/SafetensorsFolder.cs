namespace Atelier.Torch.Safetensors;

/// <summary>The weights of one model: a single file, or all shards that an index names, seen as one set of tensors.</summary>
public sealed class SafetensorsFolder : IDisposable
{
    private static readonly string[] UsualNames = ["diffusion_pytorch_model", "model", "pytorch_lora_weights"];

    private readonly Dictionary<string, SafetensorsFile> _owner = [];

    private SafetensorsFolder(IReadOnlyList<SafetensorsFile> files) => Files = files;

    /// <summary>The open files, in order of their names.</summary>
    public IReadOnlyList<SafetensorsFile> Files { get; }

    /// <summary>The names of all tensors.</summary>
    public IReadOnlyCollection<string> Names => _owner.Keys;

    /// <summary>The file that holds a tensor.</summary>
    /// <exception cref="SafetensorsException">No file does.</exception>
    public SafetensorsFile FileOf(string name) => _owner.TryGetValue(name, out var file)
        ? file
        : throw new SafetensorsException($"no tensor '{name}' in {string.Join(", ", Files.Select(file => file.Path))}");

    /// <summary>The description of a tensor.</summary>
    /// <exception cref="SafetensorsException">There is no such tensor.</exception>
    public SafetensorsEntry this[string name] => FileOf(name)[name];

    /// <summary>Opens weights wherever they are.</summary>
    /// <param name="path">
    /// A <c>.safetensors</c> file, a <c>.safetensors.index.json</c> file, or a folder that holds one of them (the usual names of
    /// diffusers and transformers first, else the only one there).
    /// </param>
    /// <param name="variant">The variant of a folder's file, such as <c>fp16</c> in <c>model.fp16.safetensors</c>.</param>
    /// <param name="copyOnWrite">As in <see cref="SafetensorsFile.Open"/>.</param>
    /// <exception cref="SafetensorsException">No weights or an ambiguous choice, a bad file, a tensor that the named shard lacks.</exception>
    public static SafetensorsFolder Open(string path, string? variant = null, bool copyOnWrite = false)
    {
        if (Directory.Exists(path))
            path = Find(path, variant);
        return path.EndsWith(".json", StringComparison.Ordinal) ? OpenShards(path, copyOnWrite) : OpenSingle(path, copyOnWrite);
    }

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        foreach (var file in Files)
            file.Dispose();
    }

    private static SafetensorsFolder OpenSingle(string path, bool copyOnWrite)
    {
        var folder = new SafetensorsFolder([SafetensorsFile.Open(path, copyOnWrite)]);
        foreach (var name in folder.Files[0].Entries.Keys)
            folder._owner.Add(name, folder.Files[0]);
        return folder;
    }

    private static SafetensorsFolder OpenShards(string indexPath, bool copyOnWrite)
    {
        var index = SafetensorsIndex.Open(indexPath);
        var parent = Path.GetDirectoryName(Path.GetFullPath(indexPath))!;
        var shards = new SortedDictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        try
        {
            foreach (var name in index.WeightMap.Values.Distinct())
            {
                var path = Path.Combine(parent, name);
                if (!File.Exists(path))
                    throw new SafetensorsException($"{indexPath} names the shard '{name}', which is not beside it");
                shards.Add(name, SafetensorsFile.Open(path, copyOnWrite));
            }

            var folder = new SafetensorsFolder([.. shards.Values]);
            folder.Assign(index, indexPath, shards);
            return folder;
        }
        catch
        {
            foreach (var shard in shards.Values)
                shard.Dispose();
            throw;
        }
    }

    private void Assign(SafetensorsIndex index, string indexPath, IReadOnlyDictionary<string, SafetensorsFile> shards)
    {
        foreach (var (name, shard) in index.WeightMap)
        {
            if (!shards[shard].Entries.ContainsKey(name))
                throw new SafetensorsException($"{indexPath} places '{name}' in '{shard}', which does not have it");
            _owner.Add(name, shards[shard]);
        }

        // Tensors that the index forgot are found all the same; one that two shards hold belongs where the index says.
        foreach (var file in Files)
        {
            foreach (var name in file.Entries.Keys)
            {
                if (!_owner.TryAdd(name, file) && !index.WeightMap.ContainsKey(name))
                    throw new SafetensorsException($"{indexPath}: two shards hold '{name}' and the index does not name one");
            }
        }
    }

    private static string Find(string folder, string? variant)
    {
        var dotted = variant is null ? "" : "." + variant;
        foreach (var name in UsualNames)
        {
            foreach (var file in new[] { $"{name}.safetensors.index{dotted}.json", $"{name}{dotted}.safetensors.index.json", $"{name}{dotted}.safetensors" })
            {
                if (File.Exists(Path.Combine(folder, file)))
                    return Path.Combine(folder, file);
            }
        }

        var found = Directory.GetFiles(folder, $"*{dotted}.safetensors.index.json");
        if (found.Length == 0)
            found = Directory.GetFiles(folder, $"*{dotted}.safetensors");
        return found.Length == 1
            ? found[0]
            : throw new SafetensorsException(
                $"{folder} has {found.Length} files *{dotted}.safetensors; one is required, or one named {string.Join(" or ", UsualNames)}");
    }
}
