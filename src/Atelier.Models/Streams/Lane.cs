namespace Atelier.Models.Streams;

/// <summary>Neighbouring streams that are computed as one run of tokens.</summary>
/// <param name="First">Index of its first stream.</param>
/// <param name="Lengths">Tokens of each of its streams.</param>
internal sealed record Lane(int First, long[] Lengths)
{
    /// <summary>Streams.</summary>
    public int Count => Lengths.Length;

    /// <summary>Tokens of all its streams.</summary>
    public long Length => Lengths.Sum();

    /// <summary>First token of one of its streams.</summary>
    public long Offset(int stream) => Lengths.Take(stream - First).Sum();

    /// <summary>One lane for each stream.</summary>
    public static Lane[] Separate(IReadOnlyList<TokenStream> streams) => [.. streams.Select((s, i) => new Lane(i, [s.Length]))];

    /// <summary>As few lanes as conditioning and adapters allow.</summary>
    public static Lane[] Merged(IReadOnlyList<TokenStream> streams)
    {
        var lanes = new List<Lane>();
        for (var i = 0; i < streams.Count; i++)
        {
            if (i > 0 && streams[i].RunsWith(streams[i - 1]))
                lanes[^1] = lanes[^1] with { Lengths = [.. lanes[^1].Lengths, streams[i].Length] };
            else
                lanes.Add(new(i, [streams[i].Length]));
        }

        return [.. lanes];
    }
}
