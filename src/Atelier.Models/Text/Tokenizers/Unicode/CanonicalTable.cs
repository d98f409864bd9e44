using System.Globalization;

namespace Atelier.Models.Text.Tokenizers.Unicode;

/// <summary>Decompositions and combining classes of the Unicode Character Database, from <c>canonical.txt</c>.</summary>
internal static class CanonicalTable
{
    private static readonly Dictionary<int, (int First, int Second)> Decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> Composites = [];
    private static readonly Dictionary<int, byte> Classes = [];

    static CanonicalTable()
    {
        foreach (var line in TableResource.Lines("canonical.txt"))
        {
            if (line.Contains('=', StringComparison.Ordinal))
                AddClass(line);
            else
                AddDecomposition(line);
        }
    }

    public static int CombiningClass(int rune) => rune < 0x300 ? 0 : Classes.GetValueOrDefault(rune);

    public static bool TryDecompose(int rune, out int first, out int second)
    {
        var found = Decompositions.TryGetValue(rune, out var pair);
        (first, second) = pair;
        return found;
    }

    public static int? Compose(int first, int second) => Composites.TryGetValue((first, second), out var composite) ? composite : null;

    private static void AddClass(string line)
    {
        var parts = line.Split('-', '=');
        for (var rune = Hex(parts[0]); rune <= Hex(parts[1]); rune++)
            Classes.Add(rune, byte.Parse(parts[2], CultureInfo.InvariantCulture));
    }

    private static void AddDecomposition(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var excluded = line[colon - 1] == '!';
        var rune = Hex(line[..colon].TrimEnd('!'));
        var parts = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var pair = (Hex(parts[0]), parts.Length > 1 ? Hex(parts[1]) : 0);
        Decompositions.Add(rune, pair);
        if (!excluded)
            Composites.Add(pair, rune);
    }

    private static int Hex(string text) => int.Parse(text.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
