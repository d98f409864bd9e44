using Atelier.Models.Adapters;
using Atelier.Models.Text.Prompts;
using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Prompts to what a UNet takes: states of one CLIP, or of SDXL's two beside each other with the second one's vector.</summary>
/// <param name="parts">The model, with the words of the learned tokens.</param>
/// <param name="words">Words of one's own; null for none.</param>
internal sealed class DiffusionPrompts(StableDiffusionParts parts, LearnedTokens? words)
{
    private readonly ClipPromptEncoder _first = new(parts.Text, parts.Tokenizer, words);
    private readonly ClipPromptEncoder? _second = parts.Second is { } second ? new(second.Text, second.Tokenizer, words) : null;

    /// <summary>The prompt, and the negative one where it is wanted, in equally many windows.</summary>
    /// <param name="prompt">What is wanted.</param>
    /// <param name="negative">What is not; null for none.</param>
    /// <param name="clipSkip">1 takes what the model was trained with, 2 one block less, ...</param>
    /// <param name="stack">The adapters of a text encoder.</param>
    public (PromptStates Prompt, PromptStates? Negative) Encode(
        string prompt, string? negative, int clipSkip, Func<Func<StableDiffusionAdapter, Adapter?>, AdapterStack?> stack)
    {
        var windows = Math.Max(_first.CountOf(prompt), negative is null ? 1 : _first.CountOf(negative));
        var wanted = States(prompt);
        if (negative is null)
            return (wanted, null);
        // SDXL's base was trained with zeros for no prompt.
        return (wanted, negative.Length == 0 && parts.Second is { ZerosForEmpty: true }
            ? new(wanted.Text.ZerosLike(), wanted.Pooled!.ZerosLike())
            : States(negative));

        PromptStates States(string text)
        {
            if (_second is null)
                return new(_first.Encode(text, windows, clipSkip - 1, normed: true, stack(a => a.Text)), null);
            var states = Tensor.Cat(
                [
                    _first.Encode(text, windows, clipSkip, normed: false, stack(a => a.Text)),
                    _second.Encode(text, windows, clipSkip, normed: false, stack(a => a.Text2)),
                ],
                -1);
            return new(states, _second.Pool(text, stack(a => a.Text2)));
        }
    }
}
