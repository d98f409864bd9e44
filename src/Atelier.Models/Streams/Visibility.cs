namespace Atelier.Models.Streams;

/// <summary>Which streams the queries of each stream see, and how strongly: a number that is added to the attention logits of a key segment.</summary>
/// <remarks>Rows are the streams of the call; columns are the same streams, then the cached ones. Immutable.</remarks>
public sealed class Visibility
{
    private readonly double[,] _bias;

    private Visibility(double[,] bias) => _bias = bias;

    /// <summary>Streams of the call.</summary>
    public int Queries => _bias.GetLength(0);

    /// <summary>Streams of the call and cached streams.</summary>
    public int Keys => _bias.GetLength(1);

    /// <summary>What is added to the logits; negative infinity hides.</summary>
    public double this[int query, int key] => _bias[query, key];

    /// <summary>Every stream sees every other.</summary>
    /// <param name="streams">Streams of the call.</param>
    /// <param name="cached">Cached streams.</param>
    public static Visibility Full(int streams, int cached = 0) => new(new double[streams, streams + cached]);

    /// <summary>
    /// The main streams see everything; each condition sees itself and, unless it is independent, the main streams; conditions never see
    /// each other.
    /// </summary>
    /// <param name="main">Text and image streams, which come first.</param>
    /// <param name="conditions">Condition streams of the call.</param>
    /// <param name="independent">Conditions see themselves only, so that their keys and values do not depend on the noise.</param>
    /// <param name="cached">Cached streams.</param>
    public static Visibility Conditions(int main, int conditions, bool independent, int cached = 0) =>
        Conditions(main, [.. Enumerable.Repeat(independent, conditions)], cached);

    /// <summary>The same, with conditions of both kinds.</summary>
    /// <param name="main">Text and image streams, which come first.</param>
    /// <param name="independent">Whether a condition stream of the call sees itself only.</param>
    /// <param name="cached">Cached streams.</param>
    public static Visibility Conditions(int main, IReadOnlyList<bool> independent, int cached = 0)
    {
        var streams = main + independent.Count;
        var bias = new double[streams, streams + cached];
        for (var query = main; query < streams; query++)
        {
            for (var key = 0; key < streams + cached; key++)
            {
                var seen = key == query || (key < main && !independent[query - main]);
                bias[query, key] = seen ? 0 : double.NegativeInfinity;
            }
        }

        return new(bias);
    }

    /// <summary>The same with one segment hidden.</summary>
    public Visibility Hide(int query, int key) => With(query, key, double.NegativeInfinity);

    /// <summary>The same with the attention of one segment multiplied before it is normalised: 1 changes nothing, 0 hides.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The strength is negative.</exception>
    public Visibility Strengthen(int query, int key, double strength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(strength);
        return With(query, key, strength == 0 ? double.NegativeInfinity : Math.Log(strength));
    }

    /// <summary>The same with one number of the logits replaced.</summary>
    public Visibility With(int query, int key, double bias)
    {
        var copy = (double[,])_bias.Clone();
        copy[query, key] = bias;
        return new(copy);
    }

    internal bool SameRow(int a, int b)
    {
        for (var key = 0; key < Keys; key++)
        {
            if (!_bias[a, key].Equals(_bias[b, key]))
                return false;
        }

        return true;
    }
}
