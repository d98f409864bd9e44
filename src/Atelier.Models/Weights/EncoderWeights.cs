using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Weights;

/// <summary>Loads encoders from files that name them with or without their leading part.</summary>
internal static class EncoderWeights
{
    /// <summary>Loads all parameters; tensors outside the leading part belong to other networks of the same file.</summary>
    /// <param name="module">Its parameters carry the prefix.</param>
    /// <param name="source">Named tensors, with the prefix or all without it.</param>
    /// <param name="prefix">Such as <c>text_model.</c></param>
    /// <exception cref="WeightException">A parameter is missing, has another shape, or a tensor has no place.</exception>
    public static void Load(Module module, ITensorSource source, string prefix)
    {
        var prefixed = source.Names.Any(Inside);
        StateDict.Load(
            module,
            source,
            rename: name => prefixed || !Inside(name) ? name : name[prefix.Length..],
            ignore: name => name.EndsWith("position_ids", StringComparison.Ordinal) || (prefixed && !Inside(name)));

        bool Inside(string name) => name.StartsWith(prefix, StringComparison.Ordinal);
    }
}
