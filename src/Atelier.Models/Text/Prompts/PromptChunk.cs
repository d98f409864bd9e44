namespace Atelier.Models.Text.Prompts;

/// <summary>One window of a long prompt, as CLIP's encoder takes it.</summary>
/// <param name="Ids">77 ids: start, up to 75 pieces, end, padding.</param>
/// <param name="Weights">77 weights, 1 for start, end and padding.</param>
public sealed record PromptChunk(int[] Ids, float[] Weights);
