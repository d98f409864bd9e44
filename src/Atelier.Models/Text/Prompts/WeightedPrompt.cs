using System.Globalization;
using System.Text.RegularExpressions;

namespace Atelier.Models.Text.Prompts;

/// <summary>Reads the weights in a prompt, as AUTOMATIC1111's web UI writes them.</summary>
/// <remarks>
/// <c>(word)</c> 1.1 times, <c>[word]</c> 1/1.1 times, <c>(word:1.3)</c> as written, brackets nest, <c>\(</c> <c>\)</c> <c>\[</c>
/// <c>\]</c> <c>\\</c> stand for themselves, a backslash before anything else for nothing, <c>BREAK</c> ends a chunk. Anything is a prompt: a bracket that is never closed reaches to
/// the end, one that was never opened is text.
/// </remarks>
public static partial class WeightedPrompt
{
    private const double Round = 1.1;
    private const double Square = 1 / 1.1;

    /// <summary>The parts of a prompt in their order; neighbours differ in weight; at least one.</summary>
    public static IReadOnlyList<PromptPart> Parse(string prompt)
    {
        var parts = new List<(string Text, double Weight, bool IsBreak)>();
        var round = new Stack<int>();
        var square = new Stack<int>();

        void Multiply(int from, double factor)
        {
            for (var i = from; i < parts.Count; i++)
                parts[i] = parts[i] with { Weight = parts[i].Weight * factor };
        }

        foreach (Match match in Token().Matches(prompt))
        {
            var token = match.Value;
            // A backslash before anything else is left out.
            if (token[0] == '\\')
                parts.Add((token[1..], 1, false));
            else if (token == "(")
                round.Push(parts.Count);
            else if (token == "[")
                square.Push(parts.Count);
            else if (round.Count > 0 && Weight(match) is { } weight)
                Multiply(round.Pop(), weight);
            else if (token == ")" && round.Count > 0)
                Multiply(round.Pop(), Round);
            else if (token == "]" && square.Count > 0)
                Multiply(square.Pop(), Square);
            else
                AddText(parts, token);
        }

        foreach (var from in round)
            Multiply(from, Round);
        foreach (var from in square)
            Multiply(from, Square);
        return Joined(parts);
    }

    [GeneratedRegex(@"\\[()\[\]\\]|\\|\(|\[|:\s*([+-]?[.\d]+)\s*\)|\)|\]|[^\\()\[\]:]+|:", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"\s*\bBREAK\b\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Break();

    private static double? Weight(Match match) =>
        match.Groups[1].Success && double.TryParse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) ? weight : null;

    private static void AddText(List<(string Text, double Weight, bool IsBreak)> parts, string token)
    {
        var first = true;
        foreach (var text in Break().Split(token))
        {
            if (!first)
                parts.Add(("", 1, true));
            parts.Add((text, 1, false));
            first = false;
        }
    }

    private static List<PromptPart> Joined(List<(string Text, double Weight, bool IsBreak)> parts)
    {
        var joined = new List<PromptPart>();
        foreach (var (text, exact, isBreak) in parts)
        {
            var weight = isBreak ? 1 : (float)exact;
            if (isBreak)
                joined.Add(new PromptPart("", 1, IsBreak: true));
            else if (joined.Count > 0 && !joined[^1].IsBreak && joined[^1].Weight == weight)
                joined[^1] = joined[^1] with { Text = joined[^1].Text + text };
            else if (text.Length > 0)
                joined.Add(new PromptPart(text, weight));
        }

        return joined.Count > 0 ? joined : [new PromptPart("", 1)];
    }
}
