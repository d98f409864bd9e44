using System.Text.Json;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Models.Text.Tokenizers.SentencePiece;
using Atelier.Models.Text.Tokenizers.WordPiece;
using Atelier.Torch.Verification;

namespace Atelier.Models.Text.Tokenizers.Verification;

/// <summary>Runs recorded texts through a tokenizer: every recorded id must come out.</summary>
public static class TokenizerCases
{
    /// <summary>The values of a file's <c>component</c> that this runner knows.</summary>
    public static IReadOnlyList<string> Components { get; } = ["BertTokenizer", "CLIPTokenizer", "SentencePieceProcessor"];

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
            "CLIPTokenizer" => [.. Clip(root, name, Find(jsonPath, root.GetProperty("vocabulary").GetString()!))],
            "SentencePieceProcessor" => [.. SentencePieces(root, name, Find(jsonPath, root.GetProperty("model").GetString()!))],
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

    private static IEnumerable<ManifestResult> Clip(JsonElement root, string name, string vocabulary)
    {
        var tokenizer = ClipTokenizer.Open(vocabulary);
        var original = ClipTokenizer.Open(vocabulary, ClipTextCleaning.Original, padId: 0);
        foreach (var (index, text, recorded) in Texts(root, "cases"))
        {
            yield return Compare($"{name}/cases/{index}", "ids", recorded.GetProperty("ids"), tokenizer.Encode(text));

            // Recorded only where it differs.
            var expected = recorded.TryGetProperty("original_ids", out var ids) ? ids : recorded.GetProperty("ids");
            yield return Compare($"{name}/cases/{index}/original", "original ids", expected, original.Encode(text));
        }

        foreach (var (index, text, recorded) in Texts(root, "padded_to_77"))
        {
            if (recorded.TryGetProperty("pad_end", out var padEnd))
                yield return Compare($"{name}/padded/{index}/pad_end", "ids", padEnd, tokenizer.Encode(text, padEnd.GetArrayLength()).Ids);
            if (recorded.TryGetProperty("open_clip", out var padZero))
                yield return Compare($"{name}/padded/{index}/open_clip", "ids", padZero, original.Encode(text, padZero.GetArrayLength()).Ids);
        }
    }

    private static IEnumerable<ManifestResult> SentencePieces(JsonElement root, string name, string model)
    {
        var tokenizer = SentencePieceTokenizer.Open(model);
        var t5 = T5Tokenizer.Open(model);
        foreach (var (index, text, recorded) in Texts(root, "cases"))
        {
            var ids = tokenizer.Pieces(text);
            yield return Compare($"{name}/cases/{index}/normalized", recorded.GetProperty("normalized").GetString()!, tokenizer.Normalize(text));
            yield return Compare($"{name}/cases/{index}/ids", "ids", recorded.GetProperty("ids"), ids);
            yield return Compare(
                $"{name}/cases/{index}/pieces",
                string.Join('|', recorded.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetString())),
                string.Join('|', tokenizer.Segments(text).Select(segment => segment.Piece)));
            yield return Compare($"{name}/cases/{index}/decoded", recorded.GetProperty("decoded").GetString()!, tokenizer.Decode(ids));
            yield return Compare($"{name}/cases/{index}/t5", "t5 ids", recorded.GetProperty("t5_ids"), t5.Encode(text));
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

    private static ManifestResult Compare(string name, string recorded, string found) => recorded == found
        ? new ManifestResult(name, true, "as recorded")
        : new ManifestResult(name, false, $"'{found}', recorded '{recorded}'");

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
