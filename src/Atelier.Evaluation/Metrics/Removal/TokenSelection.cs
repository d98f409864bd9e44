using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Removal;

/// <summary>The tokens of a vision transformer that stand for a region; tokens are the class token and then the patches, row by row.</summary>
public sealed class TokenSelection
{
    /// <summary>Side of the pictures that the encoder of the deviation sees, in pixels.</summary>
    public const int PictureSide = 224;

    // Patches a side in the released script: 224 pixels over patches of 14.
    private const int ReleasedGrid = 16;

    private TokenSelection(int[] index, int[] tokens) => (Index, Tokens) = (index, tokens);

    /// <summary>What the tokens are indexed with: truth values of 0 and 1 in order of the tokens, or token numbers.</summary>
    public IReadOnlyList<int> Index { get; }

    /// <summary>Numbers of the selected tokens; one may occur many times.</summary>
    public IReadOnlyList<int> Tokens { get; }

    /// <summary>The patches of which a region covers at least half; where there is none, those that it covers most.</summary>
    /// <param name="region">Of any size; squashed to the grid.</param>
    /// <param name="grid">Patches a side.</param>
    /// <exception cref="ArgumentException">The region is empty.</exception>
    public static TokenSelection Covered(Mask region, int grid)
    {
        var cells = new FloatPicture(region.Width, region.Height, 1, Array.ConvertAll(region.Cells, c => (float)c));
        var covered = cells.Resize(grid, grid, ResizeFilter.Box).Values;
        var most = covered.Max();
        if (most <= 0)
            throw new ArgumentException("A region without pixels has no features.");
        var index = new int[covered.Length + 1];
        for (var i = 0; i < covered.Length; i++)
            index[i + 1] = covered[i] >= Math.Min(0.5f, most) ? 1 : 0;
        return Selected(index);
    }

    /// <summary>The released script's selection by a mask of bits: cell k selects token k, and the last token always takes part.</summary>
    public static TokenSelection ReleasedBits(Mask region) =>
        Selected([.. Cells(region, ResizeFilter.Nearest).Select(c => c == 0 ? 0 : 1), 1]);

    /// <summary>The released script's selection by a mask of bytes, whose values are taken as token numbers; the last is 1.</summary>
    /// <param name="region">Members are 255.</param>
    /// <param name="filter">How it is brought to the encoder's size; other values than 0 and 255 come of a smooth one.</param>
    public static TokenSelection ReleasedBytes(Mask region, ResizeFilter filter)
    {
        int[] index = [.. Cells(region, filter).Select(c => (int)c), 1];
        return new(index, index);
    }

    /// <summary>Mean of the selected tokens, each brought to unit length before and the mean after. [C]</summary>
    /// <param name="tokens">[1 + patches, C].</param>
    /// <exception cref="ArgumentException">A selected token is not there.</exception>
    public Tensor Pool(Tensor tokens)
    {
        if (tokens.Rank != 2 || tokens.Size(0) <= Tokens.Max())
            throw new ArgumentException($"Token {Tokens.Max()} is selected; features are [1 + patches, channels], not {tokens.Describe()}.");
        using var scope = Tensor.Scope();
        var wide = tokens.To(ScalarType.Float64);
        var unit = wide / wide.Norm(2, [1], keep: true);
        var mean = unit.IndexSelect(0, Tensor.From([.. Tokens.Select(t => (long)t)], Tokens.Count)).Mean([0]);
        return scope.Keep(mean / mean.Norm());
    }

    /// <summary>1 - cosine of two pooled features, 0 to 2.</summary>
    public static double Distance(Tensor one, Tensor two) => 1 - (one * two).Sum().Item();

    private static TokenSelection Selected(int[] index) => new(index, [.. Enumerable.Range(0, index.Length).Where(i => index[i] != 0)]);

    private static byte[] Cells(Mask region, ResizeFilter filter) => region.ToPicture()
        .Resize(PictureSide, PictureSide, filter, new() { Passes = ResizePasses.Pillow13 })
        .Resize(ReleasedGrid, ReleasedGrid, ResizeFilter.Nearest).Pixels;
}
