using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>Encoder of the visible tokens and decoder of all of them (He et al. 2022), as MAR and LightGen share it.</summary>
internal sealed class MaskedAutoencoder : Module
{
    private readonly Linear _input;
    private readonly LayerNorm _inputNorm;
    private readonly PreNormBlock[] _encoder;
    private readonly LayerNorm _encoderNorm;
    private readonly Linear _decoderInput;
    private readonly Parameter _maskToken;
    private readonly PreNormBlock[] _decoder;
    private readonly LayerNorm _decoderNorm;

    public MaskedAutoencoder(MaskedModelConfig config, int positions)
    {
        var (width, decoder, epsilon) = (config.Width, config.ConditionWidth, config.NormEpsilon);
        EncoderPositions = AddParameter("encoder_pos_embed_learned", [1, positions, width], Initializers.Normal(0.02));
        DecoderPositions = AddParameter("decoder_pos_embed_learned", [1, positions, decoder], Initializers.Normal(0.02));
        _maskToken = AddParameter("mask_token", [1, 1, decoder], Initializers.Normal(0.02));
        _input = AddModule("z_proj", DiffusionHead.Started(new Linear(config.TokenChannels, width)));
        _inputNorm = AddModule("z_proj_ln", new LayerNorm(width, 1e-6));
        _encoder = AddModules("encoder_blocks", config.EncoderDepth, _ => new PreNormBlock(width, config.EncoderHeads, config.MlpRatio, epsilon));
        _encoderNorm = AddModule("encoder_norm", new LayerNorm(width, epsilon));
        _decoderInput = AddModule("decoder_embed", DiffusionHead.Started(new Linear(width, decoder)));
        _decoder = AddModules("decoder_blocks", config.DecoderDepth, _ => new PreNormBlock(decoder, config.DecoderHeads, config.MlpRatio, epsilon));
        _decoderNorm = AddModule("decoder_norm", new LayerNorm(decoder, epsilon));
    }

    public Parameter EncoderPositions { get; }

    public Parameter DecoderPositions { get; }

    /// <summary>What the decoder makes of the visible tokens. [B, buffer + L, D]</summary>
    /// <param name="tokens">[B, L, C]; hidden ones are not seen.</param>
    /// <param name="mask">What is hidden.</param>
    /// <param name="buffer">Places in front that are always seen, [B, K, D]; null for none.</param>
    /// <param name="encoderPositions">[1, K + L, D].</param>
    /// <param name="decoderPositions">[1, K + L, D].</param>
    /// <param name="dropout">In training; null for none.</param>
    /// <param name="observe">Told the name of a stage and what it gave.</param>
    public Tensor Forward(
        Tensor tokens, TokenMask mask, Tensor? buffer, Tensor encoderPositions, Tensor decoderPositions, RandomDropout? dropout, Action<string, Tensor>? observe)
    {
        var x = _input.Forward(tokens);
        x = buffer is null ? x : Tensor.Cat([buffer, x], 1);
        x = _inputNorm.Forward(x + encoderPositions); // [B, K + L, D]
        observe?.Invoke("encoder_input_all_positions", x);
        var places = buffer?.Size(1) ?? 0;
        var visible = TokenMask.Take(x.Narrow(1, places, mask.Length), mask.Visible);
        visible = places == 0 ? visible : Tensor.Cat([x.Narrow(1, 0, places), visible], 1); // [B, K + V, D]
        var encoded = visible.Size(1) == 0 ? visible : Encode(visible, dropout, observe);

        var embedded = encoded.Size(1) == 0 ? encoded : _decoderInput.Forward(encoded);
        var all = _maskToken.Value.To(embedded.Type).Expand(x.Size(0), mask.Length, _maskToken.Value.Size(2));
        all = TokenMask.Put(all, mask.Visible, embedded.Narrow(1, places, mask.Visible.Size(1)));
        all = places == 0 ? all : Tensor.Cat([embedded.Narrow(1, 0, places), all], 1);
        return Decode(all + decoderPositions, dropout, observe);
    }

    private Tensor Encode(Tensor x, RandomDropout? dropout, Action<string, Tensor>? observe)
    {
        x = Run(_encoder, "encoder_block_", x, dropout, observe);
        x = _encoderNorm.Forward(x);
        observe?.Invoke("encoder", x);
        return x;
    }

    private Tensor Decode(Tensor x, RandomDropout? dropout, Action<string, Tensor>? observe)
    {
        x = _decoderNorm.Forward(Run(_decoder, "decoder_block_", x, dropout, observe));
        observe?.Invoke("decoder", x);
        return x;
    }

    private static Tensor Run(PreNormBlock[] blocks, string name, Tensor x, RandomDropout? dropout, Action<string, Tensor>? observe)
    {
        for (var i = 0; i < blocks.Length; i++)
        {
            x = blocks[i].Forward(x, dropout);
            observe?.Invoke($"{name}{i}", x);
        }

        return x;
    }
}
