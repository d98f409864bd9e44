using System.Text.Json;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Finds CLIP's tokenizer in a model folder, beside a single file, or where it was said.</summary>
internal static class TokenizerFiles
{
    private const string Merges = "merges.txt";
    private const string Original = "bpe_simple_vocab_16e6.txt.gz";
    private const string Shared = "clip-tokenizer";
    private const string What = $"a folder with {Merges}, or {Original}";

    /// <summary>Opens the one that was said, or the one of a folder of the common form.</summary>
    /// <exception cref="RequestException">There are no merges.</exception>
    /// <param name="path">File or folder.</param>
    /// <param name="padId">What fills up; what the folder says, else the end of text, if null.</param>
    public static ClipTokenizer Open(string path, int? padId = null)
    {
        if (!Directory.Exists(path))
            return File.Exists(path) ? ClipTokenizer.Open(path, padId: padId) : throw new RequestException($"There is no tokenizer '{path}'; needed is {What}.");
        if (!File.Exists(Path.Combine(path, Merges)))
        {
            return File.Exists(Path.Combine(path, Original))
                ? ClipTokenizer.Open(Path.Combine(path, Original), padId: padId)
                : throw new RequestException($"'{path}' has no {Merges}; a tokenizer is {What}.");
        }

        // Stable Diffusion 2 and SDXL's second encoder pad with "!", the first id; the first version with the end of text.
        var tokenizer = ClipTokenizer.Open(path, padId: padId ?? (PadsWithFirst(path) ? 0 : null));
        return tokenizer.With(Added(path, tokenizer.VocabularySize));
    }

    /// <summary>The one that was said, or one beside a single file or in a folder of models.</summary>
    /// <exception cref="RequestException">There is none.</exception>
    public static string Beside(string file, string? given)
    {
        if (given is not null)
            return given;
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string[] places = [Path.Combine(folder, "tokenizer"), Path.Combine(folder, Shared), .. ModelCatalog.Roots().Select(r => Path.Combine(r, Shared))];
        if (places.FirstOrDefault(Directory.Exists) is { } found)
            return found;
        if (new[] { Merges, Original }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists) is { } beside)
            return beside;
        throw new RequestException(
            $"{file} has no tokenizer, as no single file has. Name one with --tokenizer: {What}; " +
            $"or put it beside the file as 'tokenizer', or as '{Shared}' into a folder of models.");
    }

    // Words that a fine-tuned model brings in its own table.
    private static string[] Added(string folder, int first)
    {
        var file = Path.Combine(folder, "added_tokens.json");
        if (!File.Exists(file))
            return [];
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. json.RootElement.EnumerateObject().Where(t => t.Value.GetInt32() >= first).OrderBy(t => t.Value.GetInt32()).Select(t => t.Name)];
    }

    private static bool PadsWithFirst(string folder)
    {
        var file = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(file))
            return false;
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("pad_token", out var pad))
            return false;
        var text = pad.ValueKind == JsonValueKind.Object && pad.TryGetProperty("content", out var content) ? content : pad;
        return text.ValueKind == JsonValueKind.String && text.GetString() == "!";
    }
}
