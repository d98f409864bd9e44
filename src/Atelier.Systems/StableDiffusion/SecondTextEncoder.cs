using Atelier.Models.Text.Clip;
using Atelier.Models.Text.Tokenizers.Clip;

namespace Atelier.Systems.StableDiffusion;

/// <summary>SDXL's second text encoder.</summary>
/// <param name="Text">Has a projection.</param>
/// <param name="Tokenizer">The same pieces as the first one's, padded otherwise.</param>
/// <param name="ZerosForEmpty">Whether an empty negative prompt is zeros.</param>
internal sealed record SecondTextEncoder(ClipTextModel Text, ClipTokenizer Tokenizer, bool ZerosForEmpty);
