namespace Atelier.Training.Runs;

/// <summary>Makes independent seeds of a few numbers.</summary>
public static class Seeds
{
    /// <summary>One seed of several numbers, by the finaliser of SplitMix64. (Steele et al. 2014)</summary>
    public static ulong Mix(params ReadOnlySpan<ulong> numbers)
    {
        ulong state = 0;
        foreach (var number in numbers)
        {
            state += number + 0x9E3779B97F4A7C15;
            state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
            state ^= state >> 31;
        }

        return state;
    }
}
