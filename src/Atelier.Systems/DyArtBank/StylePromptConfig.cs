namespace Atelier.Systems.DyArtBank;

/// <summary>Sizes of a bank of style prompts; the defaults are those of the release over Stable Diffusion 1.5.</summary>
/// <param name="Collections">Artwork collections, each with prompts of its own.</param>
/// <param name="Prompts">Prompts of a collection; a distribution is fitted to them.</param>
/// <param name="Tokens">Learned tokens of a prompt.</param>
/// <param name="Width">Width of the text encoder: 768 for Stable Diffusion 1.x, 1024 for 2.x.</param>
public sealed record StylePromptConfig(int Collections = 1, int Prompts = 32, int Tokens = 4, int Width = 768)
{
    /// <summary>The sizes of stored prompts. [collections, prompts, tokens, width]</summary>
    /// <exception cref="ArgumentException">The shape has not four dimensions.</exception>
    public static StylePromptConfig Of(long[] shape) => shape.Length == 4
        ? new((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3])
        : throw new ArgumentException($"Style prompts are [collections, prompts, tokens, width], not [{string.Join(", ", shape)}].");
}
