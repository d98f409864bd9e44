namespace Atelier.Models.Mar;

/// <summary>Rows and columns of tokens.</summary>
/// <param name="Rows">At least 1.</param>
/// <param name="Columns">At least 1.</param>
public readonly record struct TokenGrid(int Rows, int Columns)
{
    /// <summary>Tokens.</summary>
    public int Length => Rows * Columns;
}
