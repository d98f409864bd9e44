using Atelier.Models.Mar;
using Atelier.Models.Text.Bert;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>Prompts by a sentence encoder: its token states, zeros at padding, aligned by the model.</summary>
/// <param name="encoder">Freed with this.</param>
/// <param name="model">Whose text length it was opened with.</param>
/// <param name="device">Of the model.</param>
internal sealed class SentenceCondition(SentenceEncoder encoder, LightGenTransformer model, Device device) : IPromptCondition
{
    public Tensor Encode(string prompt) => model.TextCondition(encoder.Encode([prompt], model.TextLength).Tokens.To(device));

    public void Dispose() => encoder.Dispose();
}
