namespace Atelier.Models.Text.Prompts;

/// <summary>A stretch of a prompt with one weight.</summary>
/// <param name="Text">The words, without brackets and escapes; empty for a break.</param>
/// <param name="Weight">1 is neutral; 1.1 per round bracket, 1/1.1 per square one, or as written.</param>
/// <param name="IsBreak">Whether this is a BREAK: what follows begins a new chunk.</param>
public sealed record PromptPart(string Text, float Weight, bool IsBreak = false);
