using Atelier.Models.Mar;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>Lays the order in which tokens are filled in.</summary>
public static class TokenOrders
{
    /// <summary>The order of one picture, as <see cref="MaskedGenerator.Generate"/> takes it: the hole's tokens first, the last of them drawn first. [1, L]</summary>
    /// <param name="order">Which.</param>
    /// <param name="grid">Rows and columns of tokens.</param>
    /// <param name="hole">Tokens that are filled in, each once; all if left out.</param>
    /// <param name="generator">For random orders.</param>
    public static Tensor Create(TokenOrder order, TokenGrid grid, IReadOnlyCollection<int>? hole, Generator generator)
    {
        var tokens = hole ?? [.. Enumerable.Range(0, grid.Length)];
        var sequence = order switch
        {
            TokenOrder.Random => Shuffled([.. tokens], generator),
            TokenOrder.Raster => tokens.Order(),
            TokenOrder.Center => tokens.OrderBy(t => Distance(t, grid)).ThenBy(t => t),
            TokenOrder.Border => tokens.OrderByDescending(t => Distance(t, grid)).ThenBy(t => t),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "There is no such order."),
        };
        var known = Enumerable.Range(0, grid.Length).Except(tokens);
        return Tensor.From([.. sequence.Reverse().Concat(known).Select(t => (long)t)], 1, grid.Length);
    }

    private static IEnumerable<int> Shuffled(int[] tokens, Generator generator)
    {
        using var scope = Tensor.Scope();
        return [.. Tensor.RandPerm(tokens.Length, generator).ToArray<long>().Select(i => tokens[i])];
    }

    // Squared distance from the middle, in half tokens so that it stays whole.
    private static int Distance(int token, TokenGrid grid)
    {
        var (y, x) = ((2 * (token / grid.Columns)) + 1 - grid.Rows, (2 * (token % grid.Columns)) + 1 - grid.Columns);
        return (y * y) + (x * x);
    }
}
