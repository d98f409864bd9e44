using System.Text.Json;
using Atelier.Diorama.Scenes;
using Atelier.Diorama.Stamps;

namespace Atelier.Diorama.Datasets;

/// <summary>What a dataset folder holds; two processes may add to one folder only if they agree on it.</summary>
/// <param name="GeneratorVersion">See <see cref="SceneGenerator.Version"/>.</param>
/// <param name="Size">Columns and rows of the pictures.</param>
/// <param name="Samples">Light paths per pixel.</param>
/// <param name="Format">png or webp.</param>
/// <param name="FirstSeed">Seed of the first scene.</param>
/// <param name="Count">Scenes in all.</param>
/// <param name="ShardSize">Scenes per shard.</param>
/// <param name="CutOuts">Installed pictures of the curated list; another number gives other scenes.</param>
/// <param name="Note">What else was chosen, in words.</param>
public sealed record DatasetManifest(
    int GeneratorVersion, int Size, int Samples, string Format, long FirstSeed, long Count, int ShardSize, int CutOuts, string? Note)
{
    private const string FileName = "manifest.json";

    internal static int InstalledCutOuts => StampLibrary.Files.Count;

    /// <summary>Reads the manifest of a dataset folder.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static DatasetManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), DocumentJson.Default.DatasetManifest)
                ?? throw new InvalidDataException($"{path} is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message}", e);
        }
    }

    // As "size 32, not 48".
    private IEnumerable<string> Differences(DatasetManifest known) => typeof(DatasetManifest).GetProperties()
        .Where(p => p.Name != nameof(Count) && !Equals(p.GetValue(known), p.GetValue(this)))
        .Select(p => $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)} {p.GetValue(known)}, not {p.GetValue(this)}");

    /// <summary>Writes the manifest, or checks that the folder's own says the same; only the count may grow.</summary>
    /// <exception cref="InvalidOperationException">The folder holds another dataset.</exception>
    internal void Agree(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            var known = Read(folder);
            if (known with { Count = Count } != this)
                throw new InvalidOperationException($"{folder} holds another dataset: {string.Join(", ", Differences(known))}.");
            if (known.Count >= Count)
                return;
        }

        var temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this, DocumentJson.Default.DatasetManifest));
        File.Move(temporary, path, overwrite: true);
    }
}
