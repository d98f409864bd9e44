using Atelier.Models.Configs;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.T5;
using Atelier.Models.Text.Tokenizers;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Models.Text.Tokenizers.SentencePiece;
using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Prompts by the two encoders of FLUX.1: CLIP gives the pooled vector, T5 the tokens. Both are in memory only while they work.</summary>
/// <remarks>T5 sees its padding, as it did in training.</remarks>
internal sealed class FluxTextEncoders : ILargePromptEncoder
{
    private readonly FluxComponent _clip;
    private readonly FluxComponent _t5;
    private readonly Tokenizer _clipTokenizer;
    private readonly Tokenizer _t5Tokenizer;
    private readonly int _length;
    private readonly Device _device;
    private readonly Action<string>? _note;
    private readonly Lazy<string> _identity;

    /// <summary>Finds the parts.</summary>
    /// <param name="components">Where parts lie.</param>
    /// <param name="length">Tokens of T5: 512, or 256 for schnell.</param>
    /// <param name="device">Where they run.</param>
    /// <param name="note">Told when a prompt is too long.</param>
    public FluxTextEncoders(FluxComponents components, int length, Device device, Action<string>? note)
    {
        (_length, _device, _note) = (length, device, note);
        _clip = components.Find("text_encoder", "CLIP text encoder", "CLIPTextModel");
        _t5 = components.Find("text_encoder_2", "T5 text encoder", "T5EncoderModel");
        string[] tokenizers = [components.Path("tokenizer", "merges.txt"), components.Path("tokenizer_2", "spiece.model", "tokenizer.json")];
        _clipTokenizer = ClipTokenizer.Open(tokenizers[0]);
        _t5Tokenizer = T5Tokenizer.Open(tokenizers[1]);
        _identity = new(() => FluxTextIdentity.Of(length, [_clip, _t5], tokenizers));
    }

    public string Identity => _identity.Value;

    public IReadOnlyList<FluxPrompt> Encode(IReadOnlyList<string> prompts) => [.. Each(prompts)];

    public IEnumerable<FluxPrompt> Each(IReadOnlyList<string> prompts)
    {
        var pooled = Pooled(prompts);
        using var t5 = OpenT5();
        for (var i = 0; i < prompts.Count; i++)
            yield return new(Tokens(t5, prompts[i]), null, pooled[i]);
    }

    public void Dispose()
    {
        // Nothing stays between calls.
    }

    private Tensor[] Pooled(IReadOnlyList<string> prompts)
    {
        using var source = _clip.Open();
        using var clip = ClipTextModel.From(
            _clip.Config is null ? FluxTextSizes.Clip(source) : ModelConfig.Open<ClipTextConfig>(_clip.Config), FluxTextSizes.Named(source));
        clip.WidenVectors();
        if (_device.Type != DeviceType.Cpu)
            clip.To(_device);
        return [.. prompts.Select(One)];

        Tensor One(string prompt)
        {
            using var scope = Tensor.Scope();
            return scope.Keep(clip.Forward(Ids(_clipTokenizer, prompt, clip.Config.MaxPositionEmbeddings)).Pooled!);
        }
    }

    private T5Encoder OpenT5()
    {
        using var source = _t5.Open();
        var named = FluxTextSizes.Named(source);
        var t5 = T5Encoder.From(_t5.Config is null ? FluxTextSizes.T5(named) : ModelConfig.Open<T5Config>(_t5.Config), named, packed: true);
        if (_device.Type != DeviceType.Cpu)
            t5.To(_device, ScalarType.BFloat16);
        t5.WidenVectors();
        return t5;
    }

    // The states of all layers would be gigabytes for some dozens of prompts.
    private Tensor Tokens(T5Encoder t5, string prompt)
    {
        using var scope = Tensor.Scope();
        return scope.Keep(t5.Forward(Ids(_t5Tokenizer, prompt, _length, "T5")).LastHiddenState);
    }

    private Tensor Ids(Tokenizer tokenizer, string prompt, int length, string? told = null)
    {
        var padded = tokenizer.Encode(prompt, length);
        if (padded.Truncated && told is not null)
            _note?.Invoke($"The prompt is longer than {told} takes; only its first {length} tokens count.");
        return Tensor.From(Array.ConvertAll(padded.Ids, id => (long)id), 1, length).To(_device);
    }
}
