using Atelier.Torch;

namespace Atelier.Models.UNet.ImagePrompts;

/// <summary>Pictures that a call of a UNet attends to beside its text, through an <see cref="ImageAdapter"/>.</summary>
/// <param name="Adapter">The adapter, made for the same UNet.</param>
/// <param name="Tokens">[B, images, tokens, D], see <see cref="ImageAdapter.Tokens"/>.</param>
public sealed record ImagePrompt(ImageAdapter Adapter, Tensor Tokens)
{
    /// <summary>[1 or B, images, H, W], where each picture acts, 0 to 1, in any size of the result's proportions; null for everywhere.</summary>
    /// <remarks>With masks every picture is attended to separately; without, all share one softmax.</remarks>
    public Tensor? Masks { get; init; }

    /// <summary>Strength: one number, or one for each picture, which needs masks.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [1];

    /// <summary>Strength by block, in place of <see cref="Weights"/>; what it does not name is off.</summary>
    public BlockWeights? Blocks { get; init; }

    /// <summary>The mask for a number of queries: bicubic without antialiasing, so values may leave 0..1. [1 or B, queries]</summary>
    internal static Tensor Shrink(Tensor mask, long queries)
    {
        var (height, width) = (mask.Size(-2), mask.Size(-1));
        var rows = Math.Max(1, (long)Math.Sqrt(queries / ((double)width / height)));
        rows += queries % rows == 0 ? 0 : 1;
        var columns = Math.Max(1, queries / rows);
        var small = mask.Float().Unsqueeze(0).UpsampleBicubic(rows, columns).Squeeze(0).Flatten(1);
        return rows * columns >= queries ? small.Narrow(1, 0, queries) : small.Pad([0, queries - (rows * columns)]);
    }

    /// <summary>Fails where sizes disagree.</summary>
    internal void Check(long batch)
    {
        if (Tokens.Rank != 4 || Tokens.Size(0) != batch || Tokens.Size(3) != Adapter.TokenWidth)
            throw new ArgumentException($"Image tokens of adapter '{Adapter.Name}' are [{batch}, images, tokens, {Adapter.TokenWidth}], not {Tokens.Describe()}.");
        var images = Tokens.Size(1);
        if (Masks is { } masks && (masks.Rank != 4 || masks.Size(1) != images || (masks.Size(0) != 1 && masks.Size(0) != batch)))
            throw new ArgumentException($"Masks of {images} pictures are [1 or {batch}, {images}, H, W], not {masks.Describe()}.");
        if (Weights.Count != 1 && (Masks is null || Weights.Count != images))
            throw new ArgumentException($"{Weights.Count} weights were given for {images} pictures; give one, or one for each picture that has a mask.");
    }

    /// <summary>A layer's answer with that of the pictures. [B, N, inner], q [B, H, N, D]</summary>
    internal Tensor AddTo(Tensor attended, CrossAttention layer, Tensor q)
    {
        if (Adapter.For(layer) is not { } own)
            return attended;
        var weights = Blocks is null ? Weights : [Blocks.Of(own.Name, own.Config, otherwise: 0)];
        if (weights.All(w => w == 0))
            return attended;
        Tensor Attend(Tensor tokens) => Heads.Merge(ScaledDotProduct.Attend(q, layer.Split(own.Key.Forward(tokens)), layer.Split(own.Value.Forward(tokens))));
        if (Masks is null)
            return attended.Add(Attend(Tokens.Flatten(1, 2)), weights[0]);
        for (var i = 0; i < (int)Tokens.Size(1); i++)
        {
            var weight = weights[weights.Count == 1 ? 0 : i];
            var mask = Shrink(Masks.Select(1, i), q.Size(2)).To(attended.Type).Unsqueeze(-1); // [1 or B, N, 1]
            attended = attended.Add(Attend(Tokens.Select(1, i)) * mask, weight);
        }

        return attended;
    }
}
