using Atelier.Models.Configs;
using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>LightGen: a masked autoregressive model whose text enters by cross-attention after the decoder (Wu et al. 2025, arXiv 2503.08619).</summary>
public sealed class LightGenTransformer : MaskedTokenModel
{
    // The tables are made for 16 x 16 tokens at every size of picture.
    private const int TableSide = 16;
    private readonly LightGenConfig _config;
    private readonly Parameter _fakeLatent;
    private readonly Parameter _lastPositions;
    private readonly MaskedAutoencoder _autoencoder;
    private readonly Linear _textFirst;
    private readonly Linear _textSecond;
    private readonly PreNormBlock[] _textBlocks;
    private readonly LayerNorm _textNorm;
    private readonly Linear _last;
    private readonly TextCrossBlock[] _crossBlocks;
    private readonly LayerNorm _crossNorm;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    public LightGenTransformer(LightGenConfig config)
        : base(config)
    {
        ConfigException.Require(config.ConditionWidth == config.Width, $"LightGen's decoder is {config.ConditionWidth} wide, its encoder {config.Width}; they are alike.");
        _config = config;
        var (width, epsilon) = (config.Width, config.NormEpsilon);
        _fakeLatent = AddParameter("fake_latent", [1, 1, width], Initializers.Normal(0.02));
        _lastPositions = AddParameter("last_pos_embed_learned", [1, TableSide * TableSide, width], Initializers.Normal(0.02));
        _autoencoder = AddModule("", new MaskedAutoencoder(config, TableSide * TableSide));
        _textFirst = AddModule("text_emb.text_proj.linear_1", DiffusionHead.Started(new Linear(config.TextChannels, width)));
        _textSecond = AddModule("text_emb.text_proj.linear_2", DiffusionHead.Started(new Linear(width, width)));
        _textBlocks = AddModules("text_emb.text_aligner", config.TextDepth, _ => new PreNormBlock(width, config.EncoderHeads, config.MlpRatio, epsilon));
        _textNorm = AddModule("text_emb.text_aligner_norm", new LayerNorm(width, epsilon));
        _last = AddModule("last_embed", DiffusionHead.Started(new Linear(width, width)));
        _crossBlocks = AddModules("cross_attn_blocks", config.CrossDepth, _ => new TextCrossBlock(width, config.CrossHeads, config.MlpRatio, epsilon));
        _crossNorm = AddModule("cross_norm", new LayerNorm(width, epsilon));
        Head = AddModule("diffloss.net", new DiffusionHead(config.Head));
    }

    /// <inheritdoc/>
    public override DiffusionHead Head { get; }

    /// <summary>Positions of a text, padding included.</summary>
    public int TextLength => _config.TextLength;

    /// <summary>The conditions of texts: the encoder's states, projected and aligned. [B, T, text] to [B, T, D]</summary>
    /// <param name="states">Padding included; it is attended to.</param>
    /// <param name="observe">Told the name of a stage and what it gave.</param>
    public Tensor TextCondition(Tensor states, Action<string, Tensor>? observe = null) => Align(states, null, observe);

    /// <summary>The conditions of texts without their filling, which equal those with it at the words. [B, T, D]</summary>
    public Tensor TextCondition(PaddedText text) => Align(text.States, text.Bias, null);

    /// <inheritdoc/>
    public override Tensor Unconditional(long batch) => _fakeLatent.Value.Expand(batch, _config.TextLength, _config.Width);

    /// <inheritdoc/>
    public override Tensor Dropped(Tensor condition, Tensor drop) => Dropped(condition, drop, Unconditional(condition.Size(0)).Narrow(1, 0, condition.Size(1)));

    /// <inheritdoc/>
    public override MaskedContext Context(Tensor condition, TokenGrid grid) => Context(condition, grid, null);

    /// <summary>The same for texts without their filling.</summary>
    /// <param name="condition">From <see cref="TextCondition(PaddedText)"/>.</param>
    /// <param name="grid">Rows and columns of the tokens.</param>
    /// <param name="bias">The texts' own.</param>
    public MaskedContext Context(Tensor condition, TokenGrid grid, Tensor? bias)
    {
        return new TextContext(condition, grid)
        {
            TextBias = bias,
            Text = [.. _crossBlocks.Select(block => block.Text(condition))],
            EncoderPositions = Resized(_autoencoder.EncoderPositions),
            DecoderPositions = Resized(_autoencoder.DecoderPositions),
            LastPositions = Resized(_lastPositions),
        };

        Tensor Resized(Parameter table) => LearnedPositions.Resize(table.Value, grid, _config.PositionOffset);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor tokens, TokenMask mask, MaskedContext context, Action<string, Tensor>? observe = null)
    {
        var given = (TextContext)context;
        return Read(Fill(tokens, mask, given, observe), given.LastPositions, given, observe);
    }

    /// <inheritdoc/>
    /// <remarks>Encoder and decoder do not see the text, so that they run once; the cross stack mixes no tokens, so that it runs for those that are asked for.</remarks>
    public override Tensor ForwardAt(Tensor tokens, TokenMask mask, MaskedContext context, Tensor places)
    {
        var (given, kinds) = ((TextContext)context, KindsOf(context, tokens));
        var x = TokenMask.Take(Fill(tokens, mask, given), places);
        var positions = TokenMask.Take(given.LastPositions.Expand(places.Size(0), -1, -1), places);
        return Read(x.Repeat(kinds, 1, 1), positions.Repeat(kinds, 1, 1), given);
    }

    private Tensor Align(Tensor states, Tensor? bias, Action<string, Tensor>? observe)
    {
        var x = _textSecond.Forward(_textFirst.Forward(states).Gelu(tanh: true));
        observe?.Invoke("text_proj", x);
        for (var i = 0; i < _textBlocks.Length; i++)
        {
            x = _textBlocks[i].Forward(x, Dropout, bias);
            observe?.Invoke($"text_block_{i}", x);
        }

        return _textNorm.Forward(x);
    }

    // What stands at each place, by the tokens that are seen.
    private Tensor Fill(Tensor tokens, TokenMask mask, TextContext given, Action<string, Tensor>? observe = null)
    {
        RequireLength(tokens, mask, given.Grid);
        observe?.Invoke("encoder_pos", given.EncoderPositions);
        return _autoencoder.Forward(tokens, mask, null, given.EncoderPositions, given.DecoderPositions, Dropout, observe);
    }

    // What the text says of it. [B, N, D]
    private Tensor Read(Tensor x, Tensor positions, TextContext given, Action<string, Tensor>? observe = null)
    {
        x = _last.Forward(x) + positions;
        for (var i = 0; i < _crossBlocks.Length; i++)
        {
            x = _crossBlocks[i].Forward(x, given.Text[i], Dropout, given.TextBias);
            observe?.Invoke($"cross_block_{i}", x);
        }

        x = _crossNorm.Forward(x);
        observe?.Invoke("z", x);
        return x;
    }
}
