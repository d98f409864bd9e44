namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>Finds runs of spaces.</summary>
internal static class SpaceRuns
{
    /// <summary>The stretches of a text around every run of two or more spaces.</summary>
    public static IEnumerable<string> Cut(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length;)
        {
            var end = i;
            while (end < text.Length && text[end] == ' ')
                end++;
            if (end - i >= 2)
            {
                yield return text[start..i];
                start = end;
            }

            i = Math.Max(end, i + 1);
        }

        yield return text[start..];
    }
}
