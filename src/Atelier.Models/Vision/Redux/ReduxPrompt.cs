using Atelier.Torch;

namespace Atelier.Models.Vision.Redux;

/// <summary>A prompt made of pictures, with or without text, for FLUX.</summary>
/// <param name="Tokens">[1, T + N, C] text tokens, then image tokens, summed over the pictures.</param>
/// <param name="Pooled">[1, P] pooled text, summed likewise.</param>
public sealed record ReduxPrompt(Tensor Tokens, Tensor Pooled)
{
    private const int TextTokens = 512;
    private const int PooledWidth = 768;

    /// <summary>Joins pictures and texts as the public pipeline does: scaled per picture, then summed to one prompt.</summary>
    /// <param name="images">[I, N, C] tokens of each picture.</param>
    /// <param name="text">[I or 1, T, C] text tokens of each picture; 512 zeros if left out.</param>
    /// <param name="pooled">[I or 1, P] pooled text of each picture; 768 zeros if left out.</param>
    /// <param name="scales">Factor of each picture's tokens, text and image; one number serves all; 1 if left out.</param>
    /// <param name="pooledScales">Factor of each picture's pooled text; likewise.</param>
    /// <exception cref="ArgumentException">There is neither one scale nor one for each picture.</exception>
    public static ReduxPrompt Join(
        Tensor images, Tensor? text = null, Tensor? pooled = null, IReadOnlyList<double>? scales = null, IReadOnlyList<double>? pooledScales = null)
    {
        var count = images.Size(0);
        text ??= Tensor.Zeros([count, TextTokens, images.Size(2)], images.Type, images.Device);
        pooled ??= Tensor.Zeros([count, PooledWidth], images.Type, images.Device);
        var tokens = Tensor.Cat([text.Expand(count, -1, -1).To(images.Type), images], 1); // [I, T + N, C]
        tokens = tokens * Factors(scales, count).Unsqueeze(-1).To(images.Device);
        return new(tokens.Sum([0], keep: true), (pooled.Expand(count, -1) * Factors(pooledScales, count).To(images.Device)).Sum([0], keep: true));
    }

    // [I, 1]
    private static Tensor Factors(IReadOnlyList<double>? scales, long count)
    {
        scales ??= [1];
        if (scales.Count != 1 && scales.Count != count)
            throw new ArgumentException($"{count} pictures have {scales.Count} scales; give one, or one for each.");
        return Tensor.From(scales.Select(s => (float)s).ToArray(), scales.Count, 1).Expand(count, 1);
    }
}
