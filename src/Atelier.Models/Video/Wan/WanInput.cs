using Atelier.Torch;

namespace Atelier.Models.Video.Wan;

/// <summary>One call of a Wan transformer.</summary>
/// <param name="Latents">[B, C, frames, H, W]</param>
/// <param name="Timesteps">[B] or, for a time of its own for each token, [B, tokens], 0..1000; tokens by frame, row, column.</param>
/// <param name="Text">[B, L, C] text states.</param>
public sealed record WanInput(Tensor Latents, Tensor Timesteps, Tensor Text)
{
    /// <summary>[B, L], 0 at text that no token shall see; all is seen if left out, as the public pipelines do.</summary>
    public Tensor? TextMask { get; init; }

    /// <summary>[B, M, C] image states, or [2 B, M, C] of a first and a last picture; the text then has 512 tokens.</summary>
    public Tensor? Image { get; init; }

    /// <summary>[1 or B, tokens, width] added to the tokens, such as what kind of frame they belong to.</summary>
    public Tensor? TokenEmbedding { get; init; }

    /// <summary>[1 or B, width] added to the time embedding, such as the task.</summary>
    public Tensor? TaskEmbedding { get; init; }

    /// <summary>Called with the public name of a part and what it answered.</summary>
    public Action<string, IReadOnlyList<Tensor>>? Observe { get; init; }
}
