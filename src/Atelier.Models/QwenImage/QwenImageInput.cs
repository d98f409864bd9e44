using Atelier.Torch;

namespace Atelier.Models.QwenImage;

/// <summary>One call of a Qwen-Image transformer.</summary>
/// <param name="Image">[B, N, C] packed latents: the noisy image, then condition images.</param>
/// <param name="Grids">Frames, rows and columns of tokens of each image, shared by the batch.</param>
/// <param name="Text">[B, L, C] text states.</param>
/// <param name="Timesteps">[B], 0 (clean) to 1 (noise).</param>
public sealed record QwenImageInput(Tensor Image, IReadOnlyList<(int Frames, int Rows, int Columns)> Grids, Tensor Text, Tensor Timesteps)
{
    /// <summary>[B, L], 0 at text that no token sees; null where all is seen.</summary>
    public Tensor? TextMask { get; init; }

    /// <summary>Called with the public name of a part and what it answered.</summary>
    public Action<string, IReadOnlyList<Tensor>>? Observe { get; init; }
}
