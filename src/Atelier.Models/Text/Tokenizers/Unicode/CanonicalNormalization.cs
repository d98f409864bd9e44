using System.Text;

namespace Atelier.Models.Text.Tokenizers.Unicode;

/// <summary>Unicode normalisation forms C and D (Unicode Standard Annex 15).</summary>
/// <remarks>The platform's own leaves text as it is under invariant globalisation, which this program runs with.</remarks>
internal static class CanonicalNormalization
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, SyllableCount = LeadCount * VowelCount * TailCount;

    /// <summary>Form D: everything taken apart, marks in canonical order.</summary>
    public static string Decompose(string text)
    {
        if (IsPlain(text, 0xC0))
            return text;
        return ToString(DecomposeRunes(text));
    }

    /// <summary>Form C: taken apart, then put together again as far as possible.</summary>
    public static string Compose(string text)
    {
        // Below U+0300 nothing decomposes into something that does not come together again.
        if (IsPlain(text, 0x300))
            return text;

        var runes = DecomposeRunes(text);
        var starter = -1;
        var lastClass = 0;
        var count = 0;
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            var combiningClass = CanonicalTable.CombiningClass(rune);
            var blocked = starter < 0 || (count > starter + 1 && lastClass >= combiningClass);
            if (!blocked && Composite(runes[starter], rune) is { } composite)
            {
                runes[starter] = composite;
                continue;
            }

            if (combiningClass == 0)
                starter = count;
            lastClass = combiningClass;
            runes[count++] = rune;
        }

        runes.RemoveRange(count, runes.Count - count);
        return ToString(runes);
    }

    private static bool IsPlain(string text, int limit)
    {
        foreach (var c in text)
        {
            if (c >= limit)
                return false;
        }

        return true;
    }

    private static List<int> DecomposeRunes(string text)
    {
        var runes = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
            Append(runes, rune.Value);

        // Marks are few between two starters: insertion keeps equal classes in their order.
        for (var i = 1; i < runes.Count; i++)
        {
            var combiningClass = CanonicalTable.CombiningClass(runes[i]);
            if (combiningClass == 0 || CanonicalTable.CombiningClass(runes[i - 1]) <= combiningClass)
                continue;
            i = SortMarks(runes, i);
        }

        return runes;
    }

    // Sorts the whole run of marks around position i, which is out of order, and returns the run's last position.
    private static int SortMarks(List<int> runes, int i)
    {
        var first = i;
        while (first > 0 && CanonicalTable.CombiningClass(runes[first - 1]) != 0)
            first--;
        var end = i + 1;
        while (end < runes.Count && CanonicalTable.CombiningClass(runes[end]) != 0)
            end++;
        var sorted = runes[first..end].OrderBy(CanonicalTable.CombiningClass).ToArray();
        for (var k = 0; k < sorted.Length; k++)
            runes[first + k] = sorted[k];
        return end - 1;
    }

    private static void Append(List<int> runes, int rune)
    {
        var syllable = rune - HangulBase;
        if ((uint)syllable < SyllableCount)
        {
            runes.Add(LeadBase + (syllable / (VowelCount * TailCount)));
            runes.Add(VowelBase + (syllable % (VowelCount * TailCount) / TailCount));
            if (syllable % TailCount != 0)
                runes.Add(TailBase + (syllable % TailCount));
        }
        else if (CanonicalTable.TryDecompose(rune, out var first, out var second))
        {
            Append(runes, first);
            if (second != 0)
                Append(runes, second);
        }
        else
        {
            runes.Add(rune);
        }
    }

    private static int? Composite(int first, int second)
    {
        if ((uint)(first - LeadBase) < LeadCount && (uint)(second - VowelBase) < VowelCount)
            return HangulBase + ((((first - LeadBase) * VowelCount) + (second - VowelBase)) * TailCount);
        var syllable = first - HangulBase;
        if ((uint)syllable < SyllableCount && syllable % TailCount == 0 && (uint)(second - TailBase - 1) < TailCount - 1)
            return first + (second - TailBase);
        return CanonicalTable.Compose(first, second);
    }

    private static string ToString(List<int> runes)
    {
        var text = new StringBuilder(runes.Count);
        foreach (var rune in runes)
            text.Append(new Rune(rune).ToString());
        return text.ToString();
    }
}
