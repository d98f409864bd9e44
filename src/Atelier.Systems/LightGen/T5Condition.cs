using Atelier.Models.Mar;
using Atelier.Models.Text.T5;
using Atelier.Models.Text.Tokenizers.SentencePiece;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>Prompts by T5, as LightGen was published: padded to one length; the encoder does not see padding, the model does.</summary>
/// <param name="encoder">Freed with this.</param>
/// <param name="tokenizer">Of the encoder.</param>
/// <param name="model">The model.</param>
/// <param name="device">Of the model.</param>
internal sealed class T5Condition(T5Encoder encoder, T5Tokenizer tokenizer, LightGenTransformer model, Device device) : IPromptCondition
{
    public Tensor Encode(string prompt)
    {
        var tokens = tokenizer.Encode(prompt, model.TextLength);
        Tensor Row(int[] values) => Tensor.From([.. values.Select(v => (long)v)], 1, values.Length).To(device);
        return model.TextCondition(encoder.Forward(Row(tokens.Ids), Row(tokens.Mask)).LastHiddenState);
    }

    public void Dispose() => encoder.Dispose();
}
