using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.DyArtBank;

/// <summary>DSPA, the dynamic style prompt artbank: learned prompts of artwork collections. (Zhang et al. 2025, arXiv 2503.08392)</summary>
/// <remarks>They are all that is trained; what is kept of a trained collection is a <see cref="StyleDistribution"/> or this.</remarks>
public sealed class StylePrompts : Module
{
    private const string Key = "ctx";
    private const double Spread = 0.02;

    // What trainers that wrap a network put before its names.
    private static readonly string[] Wrappings = ["module.", "_orig_mod.", "prompt_learner."];

    /// <summary>Registers <c>ctx</c> [collections, prompts, tokens, width]; it begins normal with deviation 0.02.</summary>
    public StylePrompts(StylePromptConfig config)
    {
        Config = config;
        Contexts = AddParameter(Key, [config.Collections, config.Prompts, config.Tokens, config.Width], Initializers.Normal(Spread));
    }

    /// <summary>Sizes.</summary>
    public StylePromptConfig Config { get; }

    /// <summary>[collections, prompts, tokens, width]</summary>
    public Parameter Contexts { get; }

    /// <summary>Opens a file with <c>ctx</c>: ours, or what the release saves (<c>final-N.pt</c>, <c>prompt_learner.pt</c>).</summary>
    /// <exception cref="WeightException">There is no such tensor.</exception>
    public static StylePrompts Open(string path)
    {
        using var file = WeightFile.Open(path);
        return From(file);
    }

    /// <summary>The prompts among named tensors.</summary>
    /// <exception cref="WeightException">There are none.</exception>
    public static StylePrompts From(ITensorSource source)
    {
        var stored = source.Names.FirstOrDefault(n => Unwrapped(n) == Key)
            ?? throw new WeightException($"{source.Path} has no tensor '{Key}'; its names are {string.Join(", ", source.Names.Order(StringComparer.Ordinal).Take(3))}, ...");
        var prompts = new StylePrompts(StylePromptConfig.Of(source.ShapeOf(stored)));
        prompts.Contexts.Value = source.Read(stored);
        return prompts;
    }

    /// <summary>The prompts of collections. [B] of Int64 to [B, prompts, tokens, width]</summary>
    public Tensor Of(Tensor collections) => Contexts.Value.IndexSelect(0, collections);

    /// <summary>The prompts of one collection. [1, prompts, tokens, width]</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such collection.</exception>
    public Tensor Of(int collection)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(collection);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(collection, Config.Collections);
        return Contexts.Value.Narrow(0, collection, 1);
    }

    private static string Unwrapped(string name)
    {
        while (Array.Find(Wrappings, w => name.StartsWith(w, StringComparison.Ordinal)) is { } wrapping)
            name = name[wrapping.Length..];
        return name;
    }
}
