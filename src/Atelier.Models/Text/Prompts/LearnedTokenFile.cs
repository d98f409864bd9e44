using Atelier.Models.Adapters;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Text.Prompts;

/// <summary>Reads files of textual inversion: diffusers' (the key is the word), AUTOMATIC1111's, and those for SDXL.</summary>
public static class LearnedTokenFile
{
    private const string Unnamed = "emb_params";
    private const string Pickled = "string_to_param.*";

    /// <summary>Reads the one token of a file.</summary>
    /// <param name="source">The file; its tensors are copied.</param>
    /// <param name="word">What to call it; null takes the key of diffusers' form, and <paramref name="otherwise"/> for the other forms.</param>
    /// <param name="otherwise">The name of the file, by which the web UI goes; null takes the name within it.</param>
    /// <exception cref="AdapterException">The file is none of these, or the word is nowhere said.</exception>
    public static LearnedToken Read(ITensorSource source, string? word = null, string? otherwise = null)
    {
        using var scope = Tensor.Scope();
        Tensor Rows(string name)
        {
            var rows = source.Read(name).Float();
            if (rows.Rank is not (1 or 2) || rows.ElementCount == 0)
                throw new AdapterException($"{source.Path}: '{name}' is {rows.Describe()}; an embedding is [D] or [n, D].");
            return scope.Keep((rows.Rank == 1 ? rows.Unsqueeze(0) : rows).Clone());
        }

        if (source.Names.Contains("clip_l") && source.Names.Contains("clip_g"))
            return new(Needed(source, word ?? otherwise), Rows("clip_l"), Rows("clip_g"));
        foreach (var name in (string[])[Unnamed, Pickled])
        {
            if (source.Names.Contains(name))
                return new(Needed(source, word ?? otherwise ?? source.Metadata.GetValueOrDefault("name")), Rows(name));
        }

        return source.Names.Count == 1
            ? new(Needed(source, word ?? source.Names.First()), Rows(source.Names.First()))
            : throw new AdapterException(
                $"{source.Path} is no embedding of textual inversion: it holds {source.Names.Count} tensors, such as {string.Join(", ", source.Names.Take(3))}.");
    }

    private static string Needed(ITensorSource source, string? word) => !string.IsNullOrWhiteSpace(word)
        ? word.Trim()
        : throw new AdapterException($"{source.Path} does not say its word, so one must be given.");
}
