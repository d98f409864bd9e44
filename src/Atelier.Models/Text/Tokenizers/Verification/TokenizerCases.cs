using System.Text.Json;
using Atelier.Models.Text.Tokenizers.WordPiece;
using Atelier.Torch.Verification;

namespace Atelier.Models.Text.Tokenizers.Verification;

/// <summary>Runs recorded texts through a tokenizer: every recorded id must come out.</summary>
public static class TokenizerCases
{
    /// <summary>The values of a file's <c>component</c> that this runner knows.</summary>
    public static IReadOnlyList<string> Components { get; } = ["BertTokenizer"];

    /// <summary>Runs every text of a file.</summary>
    /// <param name="jsonPath">A file with <c>component</c> and <c>cases</c>; the vocabulary that it names is looked for in its folder and the folders above.</param>
    /// <exception cref="TokenizerException">The component is unknown or the vocabulary is not found.</exception>
    public static IReadOnlyList<ManifestResult> Run(string jsonPath)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(jsonPath));
        var root = document.RootElement;
        var name = Path.GetFileNameWithoutExtension(jsonPath);
        return root.GetProperty("component").GetString() switch
        {
            "BertTokenizer" => [.. WordPiece(root, name, Find(jsonPath, root.GetProperty("vocabulary").GetString()!))],
            var component => throw new TokenizerException($"{jsonPath}: component '{component}' is unknown; known are {string.Join(", ", Components)}"),
        };
    }

    private static IEnumerable<ManifestResult> WordPiece(JsonElement root, string name, string vocabulary)
    {
        var tokenizer = WordPieceTokenizer.Open(vocabulary);
        foreach (var (index, text, recorded) in Texts(root, "cases"))
            yield return Compare($"{name}/cases/{index}", "ids", recorded.GetProperty("ids"), tokenizer.Encode(text));
        foreach (var (index, text, recorded) in Texts(root, "pairs"))
        {
            var pair = tokenizer.Encode(text, recorded.GetProperty("second").GetString()!);
            yield return Compare($"{name}/pairs/{index}/ids", "ids", recorded.GetProperty("ids"), pair.Ids);
            yield return Compare($"{name}/pairs/{index}/types", "types", recorded.GetProperty("types"), pair.Types);
        }
    }

    private static IEnumerable<(int Index, string Text, JsonElement Recorded)> Texts(JsonElement root, string list)
    {
        if (!root.TryGetProperty(list, out var entries))
            yield break;
        var index = 0;
        foreach (var entry in entries.EnumerateArray())
            yield return (index++, entry.GetProperty("text").GetString()!, entry);
    }

    private static ManifestResult Compare(string name, string what, JsonElement recorded, int[] found)
    {
        var expected = recorded.EnumerateArray().Select(id => id.GetInt32()).ToArray();
        return expected.AsSpan().SequenceEqual(found)
            ? new ManifestResult(name, true, "as recorded")
            : new ManifestResult(name, false, $"{what} {string.Join(' ', found)}, recorded {string.Join(' ', expected)}");
    }

    private static string Find(string jsonPath, string file)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(jsonPath)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var path = Path.Combine(folder, file);
            if (File.Exists(path))
                return path;
        }

        throw new TokenizerException($"{jsonPath} names the vocabulary '{file}', which is neither in its folder nor in one above");
    }
}
