namespace Atelier.Models.Text.Tokenizers;

/// <summary>Finds the special tokens that are written out in a text.</summary>
internal sealed class SpecialTokens
{
    private readonly (string Text, int Id)[] _tokens;

    private readonly bool _wholeWords;

    /// <param name="tokens">The longest of several that start at the same place wins.</param>
    /// <param name="wholeWords">Whether parts of longer words do not count, and case does not matter.</param>
    public SpecialTokens(IEnumerable<(string Text, int Id)> tokens, bool wholeWords = false)
    {
        _tokens = [.. tokens.Where(token => token.Text.Length > 0).OrderByDescending(token => token.Text.Length)];
        _wholeWords = wholeWords;
    }

    /// <summary>Cuts a text into special tokens and the stretches between them (id null), none of them empty.</summary>
    public IEnumerable<(string Text, int? Id)> Split(string text)
    {
        var start = 0;
        for (var position = 0; position < text.Length; position++)
        {
            if (At(text, position) is not { } token)
                continue;
            if (position > start)
                yield return (text[start..position], null);
            yield return (text.Substring(position, token.Text.Length), token.Id);
            start = position + token.Text.Length;
            position = start - 1;
        }

        if (start < text.Length)
            yield return (text[start..], null);
    }

    private (string Text, int Id)? At(string text, int position)
    {
        foreach (var token in _tokens)
        {
            if (_wholeWords ? IsWord(text, position, token.Text) : token.Text[0] == text[position] && string.CompareOrdinal(text, position, token.Text, 0, token.Text.Length) == 0)
                return token;
        }

        return null;
    }

    private static bool IsWord(string text, int position, string word)
    {
        var end = position + word.Length;
        return string.Compare(text, position, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0 && end <= text.Length &&
            (position == 0 || !Joined(text[position - 1], text[position])) && (end == text.Length || !Joined(text[end - 1], text[end]));
    }

    private static bool Joined(char left, char right) => IsPart(left) && IsPart(right);

    private static bool IsPart(char character) => char.IsLetterOrDigit(character) || character == '_';
}
