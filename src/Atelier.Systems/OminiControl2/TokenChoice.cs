using Atelier.Torch;

namespace Atelier.Systems.OminiControl2;

/// <summary>Tokens of a grid that are kept: known ones of a condition, unknown ones of the picture.</summary>
public sealed class TokenChoice
{
    private readonly long[] _indices;

    /// <summary>Keeps the true ones, row by row.</summary>
    /// <param name="keep">[row, column].</param>
    /// <exception cref="ArgumentException">Nothing is kept.</exception>
    public TokenChoice(bool[,] keep)
    {
        (Rows, Columns) = (keep.GetLength(0), keep.GetLength(1));
        _indices = [.. Enumerable.Range(0, Rows * Columns).Where(i => keep[i / Columns, i % Columns]).Select(i => (long)i)];
        if (_indices.Length == 0)
            throw new ArgumentException($"None of {Rows} x {Columns} tokens is kept; at least one is needed.");
    }

    /// <summary>Rows of the grid.</summary>
    public int Rows { get; }

    /// <summary>Columns of the grid.</summary>
    public int Columns { get; }

    /// <summary>Row-major indices of the kept tokens, ascending.</summary>
    public IReadOnlyList<long> Indices => _indices;

    /// <summary>Tokens that any of several choices keeps, and which of them each keeps: Boolean [choices, kept].</summary>
    /// <exception cref="ArgumentException">There is no choice, or their grids differ.</exception>
    public static (TokenChoice Union, Tensor Mask) Unite(IReadOnlyList<TokenChoice> choices)
    {
        if (choices.Count == 0 || choices.Any(c => c.Rows != choices[0].Rows || c.Columns != choices[0].Columns))
            throw new ArgumentException($"{choices.Count} choices were given; at least one is needed, and all of one grid.");
        var keep = new bool[choices[0].Rows, choices[0].Columns];
        foreach (var index in choices.SelectMany(c => c._indices))
            keep[index / choices[0].Columns, index % choices[0].Columns] = true;
        var union = new TokenChoice(keep);
        var mask = choices.SelectMany(c => union._indices.Select(i => Array.BinarySearch(c._indices, i) >= 0)).ToArray();
        return (union, Tensor.From(mask, choices.Count, union._indices.Length));
    }

    /// <summary>The kept tokens. [B, rows columns, ..] to [B, kept, ..]</summary>
    public Tensor Of(Tensor tokens) => tokens.IndexSelect(1, Index(tokens));

    /// <summary>The positions of the kept tokens. [rows columns, axes] to [kept, axes]</summary>
    public Tensor OfPositions(Tensor positions) => positions.IndexSelect(0, Index(positions));

    private Tensor Index(Tensor like) => Tensor.From(_indices, _indices.Length).To(like.Device);
}
