using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>MAR: a masked autoregressive model of a picture's tokens, given a class (Li et al. 2024, arXiv 2406.11838).</summary>
public sealed class MarTransformer : MaskedTokenModel
{
    private readonly MarConfig _config;
    private readonly Parameter _fakeLatent;
    private readonly Parameter _diffusionPositions;
    private readonly Embedding _classes;
    private readonly MaskedAutoencoder _autoencoder;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    public MarTransformer(MarConfig config)
        : base(config)
    {
        _config = config;
        var length = config.Side * config.Side;
        _fakeLatent = AddParameter("fake_latent", [1, config.Width], Initializers.Normal(0.02));
        _diffusionPositions = AddParameter("diffusion_pos_embed_learned", [1, length, config.ConditionWidth], Initializers.Normal(0.02));
        _classes = AddModule("class_emb", new Embedding(config.ClassCount, config.Width));
        _classes.Weight.Initializer = Initializers.Normal(0.02);
        _autoencoder = AddModule("", new MaskedAutoencoder(config, length + config.BufferSize));
        Head = AddModule("diffloss.net", new DiffusionHead(config.Head));
    }

    /// <inheritdoc/>
    public override DiffusionHead Head { get; }

    /// <summary>Classes.</summary>
    public int ClassCount => _config.ClassCount;

    /// <summary>The conditions of classes. [B] to [B, D]</summary>
    public Tensor ClassCondition(Tensor labels) => _classes.Forward(labels);

    /// <inheritdoc/>
    public override Tensor Unconditional(long batch) => _fakeLatent.Value.Expand(batch, _config.Width);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor tokens, TokenMask mask, MaskedContext context, Action<string, Tensor>? observe = null)
    {
        var (grid, condition) = (context.Grid, context.Condition);
        RequireLength(tokens, mask, grid);
        if (grid != new TokenGrid(_config.Side, _config.Side))
            throw new ArgumentException($"This network has {_config.Side} x {_config.Side} tokens, not {grid.Rows} x {grid.Columns}.");
        var buffer = condition.Unsqueeze(1).Expand(condition.Size(0), _config.BufferSize, condition.Size(1));
        var x = _autoencoder.Forward(
            tokens, mask, buffer, _autoencoder.EncoderPositions.Value, _autoencoder.DecoderPositions.Value, Dropout, observe);
        var z = x.Narrow(1, _config.BufferSize, mask.Length) + _diffusionPositions.Value;
        observe?.Invoke("z", z);
        return z;
    }
}
