namespace Atelier.Models.Text.Tokenizers.Clip;

/// <summary>Merges the symbols of one word, best pair first, leftmost among equals.</summary>
internal static class BytePairMerger
{
    /// <summary>Replaces the symbols by their merged ids.</summary>
    /// <param name="symbols">Ids of the word's bytes; holds the result afterwards.</param>
    /// <param name="vocabulary">Knows the merges; a merge with a lower id is better.</param>
    public static void Merge(List<int> symbols, ClipVocabulary vocabulary)
    {
        // A linked list of live symbols and a queue of candidate pairs, so that a word of n bytes costs n log n.
        var count = symbols.Count;
        var next = new int[count];
        var previous = new int[count];
        var queue = new PriorityQueue<(int Left, int Right, int Merged), (int Merged, int Place)>();
        for (var i = 0; i < count; i++)
        {
            next[i] = i + 1 < count ? i + 1 : -1;
            previous[i] = i - 1;
        }

        void Offer(int place)
        {
            if (place >= 0 && next[place] >= 0 && vocabulary.TryMerge(symbols[place], symbols[next[place]], out var merged))
                queue.Enqueue((place, next[place], merged), (merged, place));
        }

        for (var i = 0; i < count; i++)
            Offer(i);

        while (queue.TryDequeue(out var pair, out _))
        {
            // A candidate is stale when one of its two sides has been merged meanwhile.
            if (symbols[pair.Left] < 0 || next[pair.Left] != pair.Right ||
                !vocabulary.TryMerge(symbols[pair.Left], symbols[pair.Right], out var merged) || merged != pair.Merged)
                continue;
            symbols[pair.Left] = merged;
            symbols[pair.Right] = -1;
            next[pair.Left] = next[pair.Right];
            if (next[pair.Left] >= 0)
                previous[next[pair.Left]] = pair.Left;
            Offer(previous[pair.Left]);
            Offer(pair.Left);
        }

        symbols.RemoveAll(symbol => symbol < 0);
    }
}
