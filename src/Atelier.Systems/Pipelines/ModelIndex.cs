using System.Text.Json;
using Atelier.Models.Configs;

namespace Atelier.Systems.Pipelines;

/// <summary>The <c>model_index.json</c> of a model folder: which part is of which class.</summary>
/// <remarks>
/// The common folder format of public checkpoints. A part whose library is <c>atelier</c> is another model that ships with
/// Atelier, by name, or a part of it, as <c>mini/vae</c>. What the pipeline does by default stands under <c>atelier</c>.
/// </remarks>
public sealed class ModelIndex
{
    private readonly JsonElement _json;

    private ModelIndex(string folder, JsonElement json) => (Folder, _json) = (folder, json);

    /// <summary>The folder it lies in.</summary>
    public string Folder { get; }

    /// <summary>Class of the pipeline.</summary>
    public string Class => _json.TryGetProperty("_class_name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";

    /// <summary>What the folder is, for a sentence that begins with it.</summary>
    public string Kind => Class.Length > 0 ? $"is a {Class}" : "says of no pipeline class in its model_index.json";

    /// <summary>Our own settings; undefined where there are none.</summary>
    public JsonElement Settings => _json.TryGetProperty("atelier", out var settings) ? settings : default;

    /// <summary>A truth value beside the parts.</summary>
    public bool Flag(string name, bool otherwise) =>
        _json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : otherwise;

    /// <summary>Reads the index of a folder.</summary>
    /// <exception cref="RequestException">There is none, or it is no JSON object.</exception>
    public static ModelIndex Open(string folder)
    {
        var file = Path.Combine(folder, "model_index.json");
        if (!File.Exists(file))
        {
            throw new RequestException(
                $"'{folder}' is no model folder: it has no model_index.json." +
                (File.Exists(Path.Combine(folder, "config.json")) ? " It holds one network; atelier export --model makes a whole model of it." : ""));
        }

        try
        {
            return new(folder, JsonFile.ReadObject(file));
        }
        catch (ConfigException error)
        {
            throw new RequestException(error.Message);
        }
    }

    /// <summary>Names of all parts.</summary>
    public IReadOnlyList<string> Parts => [.. _json.EnumerateObject().Select(p => p.Name).Where(name => Part(name) is not null)];

    /// <summary>Library and class of a part, or null where the model has none.</summary>
    public (string Library, string Class)? Part(string name) =>
        _json.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Array && part.GetArrayLength() == 2 &&
        part[0].ValueKind == JsonValueKind.String && part[1].ValueKind == JsonValueKind.String
            ? (part[0].GetString()!, part[1].GetString()!)
            : null;

    /// <summary>The folder of a part, which must be of one of some classes.</summary>
    /// <exception cref="RequestException">The part is missing or of another class.</exception>
    public string FolderOf(string name, params string[] classes)
    {
        var (library, found) = Part(name) ?? throw new RequestException($"{Folder}: model_index.json names no {name}.");
        if (library == "atelier")
            return Shipped(found);
        return classes.Contains(found)
            ? Path.Combine(Folder, name)
            : throw new RequestException($"{Folder}: {name} is a {found}; allowed: {string.Join(", ", classes)}.");
    }

    private string Shipped(string name)
    {
        // Models that were copied together stay together.
        var beside = Path.GetDirectoryName(Path.GetFullPath(Folder));
        if (name.Split('/') is not [var model, var part])
            return ModelCatalog.Find(name, beside);
        var folder = Path.Combine(ModelCatalog.Find(model, beside), part);
        return part is not (".." or ".") && Directory.Exists(folder)
            ? folder
            : throw new RequestException($"{Folder}: model '{model}' has no part '{part}'.");
    }
}
