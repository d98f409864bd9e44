using System.Globalization;

namespace Atelier.Diffusion.Gaussian;

/// <summary>Which timesteps of a long chain a shorter one keeps (Nichol and Dhariwal 2021).</summary>
public static class TimestepRespacing
{
    /// <summary>The kept timesteps, rising.</summary>
    /// <param name="timesteps">Of the long chain, at least 1.</param>
    /// <param name="rule">Empty keeps all; <c>100</c> keeps so many, evenly; <c>10,20,30</c> splits the chain in equal sections; <c>ddim25</c> keeps whole strides.</param>
    /// <exception cref="ArgumentException">The rule is none of these, or asks for more timesteps than there are.</exception>
    public static int[] Kept(int timesteps, string rule)
    {
        if (rule.Length == 0)
            return [.. Enumerable.Range(0, timesteps)];
        return rule.StartsWith("ddim", StringComparison.Ordinal) ? Strides(timesteps, Count(rule, rule[4..])) : Sections(timesteps, rule);
    }

    private static int[] Strides(int timesteps, int count)
    {
        for (var stride = 1; stride < timesteps; stride++)
        {
            if ((timesteps + stride - 1) / stride == count)
                return [.. Enumerable.Range(0, count).Select(i => i * stride)];
        }

        throw new ArgumentException($"No whole stride keeps {count} of {timesteps} timesteps.");
    }

    private static int[] Sections(int timesteps, string rule)
    {
        var counts = rule.Split(',').Select(part => Count(rule, part)).ToArray();
        var kept = new List<int>();
        var start = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var size = timesteps / counts.Length + (i < timesteps % counts.Length ? 1 : 0);
            if (counts[i] > size)
                throw new ArgumentException($"'{rule}': section {i} has {size} timesteps, {counts[i]} were asked.");
            var stride = counts[i] > 1 ? (size - 1.0) / (counts[i] - 1) : 1;
            // The stride is added up as the reference does, so that ties round the same way.
            var place = 0.0;
            for (var k = 0; k < counts[i]; k++, place += stride)
                kept.Add(start + (int)Math.Round(place));
            start += size;
        }

        return [.. kept.Distinct().Order()];
    }

    private static int Count(string rule, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count
        : throw new ArgumentException($"Respacing '{rule}' is not empty, a count, counts with commas, or 'ddim' and a count.");
}
