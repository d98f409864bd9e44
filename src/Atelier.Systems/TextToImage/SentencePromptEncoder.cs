using Atelier.Models.Text;
using Atelier.Models.Text.Bert;

namespace Atelier.Systems.TextToImage;

/// <summary>Prompts by a sentence encoder: its token states condition the denoiser.</summary>
/// <param name="encoder">Freed with this.</param>
internal sealed class SentencePromptEncoder(SentenceEncoder encoder) : IPromptEncoder
{
    public TextStates Encode(string prompt) => encoder.Encode([prompt]);

    public void Dispose() => encoder.Dispose();
}
