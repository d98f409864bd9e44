using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Models.Configs;

namespace Atelier.Systems.Pipelines;

/// <summary>A model folder in which one part is new and the others are those of another model, by reference.</summary>
public static class DerivedModel
{
    private const string Shipped = "atelier";
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Checks that a model can lend its other parts.</summary>
    /// <param name="model">Name or folder of the other model.</param>
    /// <param name="part">The part that is new.</param>
    /// <exception cref="RequestException">There is no such model, or it has no such part of its own.</exception>
    public static void Check(string model, string part)
    {
        var index = ModelIndex.Open(ModelCatalog.Find(model));
        if (index.Part(part) is null)
            throw new RequestException($"{index.Folder} has no part '{part}' that could be replaced; it has {string.Join(", ", index.Parts)}.");
        if (index.Part(part)!.Value.Library == Shipped)
            throw new RequestException($"{index.Folder}: its {part} is that of another model; name that one.");
    }

    /// <summary>Writes <c>model_index.json</c>: a copy, but for the folders that the other parts lie in. Settings are kept.</summary>
    /// <param name="model">Name or folder of the other model.</param>
    /// <param name="part">The part that is new; its folder below <paramref name="folder"/> is the caller's to write.</param>
    /// <param name="folder">The new model's.</param>
    /// <exception cref="RequestException">There is no such model, or it has no such part.</exception>
    public static void WriteIndex(string model, string part, string folder)
    {
        Check(model, part);
        var found = ModelCatalog.Find(model);
        var index = JsonNode.Parse(JsonFile.ReadObject(Path.Combine(found, "model_index.json")).GetRawText())!.AsObject();
        // A name is found on every machine that has the model; of a folder only the place is known.
        var (lender, own) = (Directory.Exists(model) ? Path.GetFullPath(found) : model, ModelIndex.Open(found));
        foreach (var name in own.Parts)
        {
            if (name != part && own.Part(name)!.Value.Library != Shipped)
                index[name] = new JsonArray(Shipped, $"{lender}/{name}");
        }

        File.WriteAllText(Path.Combine(folder, "model_index.json"), index.ToJsonString(Readable));
    }
}
