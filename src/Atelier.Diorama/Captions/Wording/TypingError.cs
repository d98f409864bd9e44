using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Captions.Wording;

/// <summary>Slips of the fingers: letters swapped, left out, doubled or missed by one key.</summary>
internal static class TypingError
{
    // A shorter word may become another one, and "red" and "two" must stay what they are.
    private const int ShortestWord = 5;
    private static readonly string[] Rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

    /// <summary>Spoils one of the longer words.</summary>
    public static string In(string text, SeededRandom random)
    {
        var words = text.Split(' ');
        int[] longer = [.. Enumerable.Range(0, words.Length).Where(i => words[i].Length >= ShortestWord && words[i].All(char.IsAsciiLetter))];
        if (longer.Length == 0)
            return text;
        var k = random.Pick(longer);
        words[k] = Spoiled(words[k], 1 + random.Int(words[k].Length - 2), random);
        return string.Join(' ', words);
    }

    // The first letter stays: hardly anybody mistypes it unseen.
    private static string Spoiled(string word, int at, SeededRandom random) => random.Int(4) switch
    {
        0 => word[..at] + word[at + 1] + word[at] + word[(at + 2)..],
        1 => word[..at] + word[(at + 1)..],
        2 => word[..at] + word[at] + word[at..],
        _ => word[..at] + Neighbour(word[at], random) + word[(at + 1)..],
    };

    private static char Neighbour(char letter, SeededRandom random)
    {
        var row = Rows.FirstOrDefault(r => r.Contains(letter)) ?? Rows[0];
        var at = row.IndexOf(letter);
        return row[at <= 0 ? 1 : at == row.Length - 1 ? at - 1 : at + (random.Chance(0.5f) ? 1 : -1)];
    }
}
