using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>A network that gives every hidden token a condition vector, from which the diffusion head draws the token.</summary>
public abstract class MaskedTokenModel : Module
{
    private protected MaskedTokenModel(MaskedModelConfig config)
    {
        config.Check();
        Sizes = config;
    }

    /// <summary>Sizes.</summary>
    public MaskedModelConfig Sizes { get; }

    /// <summary>The head that draws tokens.</summary>
    public abstract DiffusionHead Head { get; }

    /// <summary>Drops activations at random in training; null for none. Their share was 0.1 in both papers.</summary>
    public RandomDropout? Dropout { get; set; }

    /// <summary>What stays the same from one call to the next while a picture is filled in: made once, used by every <see cref="Forward(Tensor, TokenMask, MaskedContext, Action{string, Tensor})"/>.</summary>
    /// <param name="condition">From <see cref="Unconditional"/> or the network's own way to encode what is wanted.</param>
    /// <param name="grid">Rows and columns of the tokens.</param>
    public virtual MaskedContext Context(Tensor condition, TokenGrid grid) => new(condition, grid);

    /// <summary>A condition vector for every token. [B, L, D]</summary>
    /// <param name="tokens">[B, L, C]; hidden ones are not seen.</param>
    /// <param name="mask">What is hidden.</param>
    /// <param name="grid">Rows and columns of the tokens.</param>
    /// <param name="condition">As <see cref="Context"/> takes it.</param>
    /// <param name="observe">Told the name of a stage and what it gave.</param>
    public Tensor Forward(Tensor tokens, TokenMask mask, TokenGrid grid, Tensor condition, Action<string, Tensor>? observe = null) =>
        Forward(tokens, mask, Context(condition, grid), observe);

    /// <summary>A condition vector for every token. [B, L, D]</summary>
    /// <param name="tokens">[B, L, C]; hidden ones are not seen.</param>
    /// <param name="mask">What is hidden.</param>
    /// <param name="context">From <see cref="Context"/>.</param>
    /// <param name="observe">Told the name of a stage and what it gave.</param>
    public abstract Tensor Forward(Tensor tokens, TokenMask mask, MaskedContext context, Action<string, Tensor>? observe = null);

    /// <summary>The condition vectors of some tokens alone, with the same tokens under each condition of a pair. [k B, N, D]</summary>
    /// <param name="tokens">[B, L, C]; hidden ones are not seen.</param>
    /// <param name="mask">What is hidden.</param>
    /// <param name="context">From <see cref="Context"/>, with conditions of k B samples: all B of the first kind, then those of the next.</param>
    /// <param name="places">Of the tokens that are asked for, [B, N].</param>
    public virtual Tensor ForwardAt(Tensor tokens, TokenMask mask, MaskedContext context, Tensor places)
    {
        var kinds = KindsOf(context, tokens);
        return kinds == 1
            ? TokenMask.Take(Forward(tokens, mask, context), places)
            : TokenMask.Take(Forward(tokens.Repeat(kinds, 1, 1), mask.Repeated(kinds), context), places.Repeat(kinds, 1));
    }

    /// <summary>The condition that stands for nothing wanted.</summary>
    public abstract Tensor Unconditional(long batch);

    /// <summary>Conditions, with those of some samples replaced by the one that stands for nothing.</summary>
    /// <param name="condition">[B, ...].</param>
    /// <param name="drop">1 where a sample's is replaced, [B].</param>
    public virtual Tensor Dropped(Tensor condition, Tensor drop) => Dropped(condition, drop, Unconditional(condition.Size(0)));

    private protected static Tensor Dropped(Tensor condition, Tensor drop, Tensor nothing)
    {
        var shape = Enumerable.Repeat(1L, condition.Rank).ToArray();
        shape[0] = condition.Size(0);
        return Tensor.Where(drop.To(ScalarType.Bool).Reshape(shape), nothing.To(condition.Type), condition);
    }

    /// <summary>A latent as tokens in raster order, channels before rows and columns inside one. [B, C, h, w] to [B, L, C p p]</summary>
    public Tensor Patchify(Tensor latents) => latents.PixelUnshuffle(Sizes.PatchSize).Flatten(2).Transpose(1, 2);

    /// <summary>The inverse of <see cref="Patchify"/>.</summary>
    public Tensor Unpatchify(Tensor tokens, TokenGrid grid) =>
        tokens.Transpose(1, 2).Reshape(tokens.Size(0), tokens.Size(2), grid.Rows, grid.Columns).PixelShuffle(Sizes.PatchSize);

    private protected static int KindsOf(MaskedContext context, Tensor tokens) => context.Condition.Size(0) % tokens.Size(0) == 0
        ? (int)(context.Condition.Size(0) / tokens.Size(0))
        : throw new ArgumentException($"Conditions of {context.Condition.Size(0)} samples for tokens of {tokens.Size(0)}; a multiple is needed.");

    private protected static void RequireLength(Tensor tokens, TokenMask mask, TokenGrid grid)
    {
        if (tokens.Size(1) != grid.Length || mask.Length != grid.Length)
            throw new ArgumentException($"A grid of {grid.Rows} x {grid.Columns} has {grid.Length} tokens; {tokens.Size(1)} tokens and a mask of {mask.Length} were given.");
    }
}
