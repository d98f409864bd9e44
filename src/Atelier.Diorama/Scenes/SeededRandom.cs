namespace Atelier.Diorama.Scenes;

/// <summary>A small random generator (SplitMix64) whose values are the same on every platform and version.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = Mix(seed ^ 0xA7E1_1E4D_10AA_3A5Bul);

    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9ul;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EBul;
        return value ^ (value >> 31);
    }

    public ulong Next() => Mix(_state += 0x9E37_79B9_7F4A_7C15ul);

    /// <summary>Uniform in [0, 1).</summary>
    public float Float() => (Next() >> 40) * (1f / (1 << 24));

    public float Float(float from, float to) => from + (to - from) * Float();

    public int Int(int count) => (int)(((Next() >> 32) * (ulong)count) >> 32);

    public bool Chance(float probability) => Float() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Int(items.Count)];

    /// <summary>One of <paramref name="items"/> with odds in proportion to <paramref name="weight"/>.</summary>
    public T Pick<T>(IReadOnlyList<T> items, Func<T, float> weight)
    {
        var at = Float() * items.Sum(weight);
        foreach (var item in items)
        {
            at -= weight(item);
            if (at < 0)
                return item;
        }

        return items[^1];
    }

    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var k = Int(i + 1);
            (items[i], items[k]) = (items[k], items[i]);
        }
    }
}
