using System.Text.RegularExpressions;
using Atelier.Imaging;

namespace Atelier.Systems.Pipelines;

/// <summary>What the texts that other programs write into pictures say beyond what is repeated here.</summary>
public static partial class OtherPrograms
{
    // They name files and versions, and change no pixel.
    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase)
    {
        "Model hash", "VAE hash", "Lora hashes", "TI hashes", "Hashes", "Version", "Time taken", "User", "Created Date", "Civitai resources", "Civitai metadata", "Parser",
    };

    /// <summary>A prompt without the tags that name adapters, such as <c>&lt;lora:style:0.7&gt;</c>, and these adapters as <c>name:weight</c>.</summary>
    public static (string Prompt, IReadOnlyList<string> Adapters) Untagged(string prompt)
    {
        var adapters = AdapterTag().Matches(prompt).Select(m => m.Groups[1].Value).ToArray();
        return adapters.Length == 0 ? (prompt, adapters) : (Blanks().Replace(AdapterTag().Replace(prompt, ""), " ").Trim(' ', ','), adapters);
    }

    /// <summary>Refuses prompts with tags that other programs take for files: here they would be words.</summary>
    /// <exception cref="RequestException">One has a tag.</exception>
    public static void RequireNoTags(params ReadOnlySpan<string> prompts)
    {
        foreach (var prompt in prompts)
        {
            if (AdapterTag().Match(prompt) is { Success: true } tag)
                throw new RequestException($"The prompt holds '{tag.Value}', which other programs take for a file; open the adapter with the model instead (--lora FILE:WEIGHT).");
        }
    }

    /// <summary>One sentence for each thing that a text says and that is not repeated; none where Atelier wrote it.</summary>
    /// <param name="metadata">Texts of the picture.</param>
    /// <param name="read">Fields that the family of the model reads.</param>
    /// <param name="samplers">Whether a sampler is known by another program's name for it.</param>
    public static IReadOnlyList<string> NotRepeated(PictureMetadata metadata, IEnumerable<string> read, Func<string, string?, bool> samplers)
    {
        if (metadata.Text.ContainsKey(PictureMetadata.AtelierKey) || metadata.Parameters is not { } parameters)
            return [];
        var (text, notes) = (GenerationText.Parse(parameters), new List<string>());
        if (text["Sampler"] is { } sampler && !samplers(sampler, text["Schedule type"]))
            notes.Add($"The picture was made with sampler '{sampler}', which is not known here; the model's own is taken.");
        var known = read.ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] left = [.. text.Fields.Where(f => !known.Contains(f.Key) && !Silent.Contains(f.Key) && !f.Key.StartsWith("Module ", StringComparison.Ordinal)).Select(f => $"{f.Key}: {f.Value}")];
        if (left.Length > 0)
            notes.Add($"The picture's text also says {string.Join(", ", left)}; that is not repeated.");
        if (text.NoiseSource != "CPU")
            notes.Add($"The picture's noise was drawn by another generator ({text.NoiseSource}); the same seed gives other noise here.");
        return notes;
    }

    [GeneratedRegex(@"<(?:lora|lyco|hypernet):([^<>]*)>", RegexOptions.IgnoreCase)]
    private static partial Regex AdapterTag();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Blanks();
}
