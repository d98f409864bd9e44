namespace Atelier.Models.Text.Tokenizers;

/// <summary>Finds the special tokens that are written out in a text.</summary>
internal sealed class SpecialTokens
{
    private readonly (string Text, int Id)[] _tokens;

    /// <param name="tokens">The longest of several that start at the same place wins.</param>
    public SpecialTokens(IEnumerable<(string Text, int Id)> tokens) =>
        _tokens = [.. tokens.Where(token => token.Text.Length > 0).OrderByDescending(token => token.Text.Length)];

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
            yield return (token.Text, token.Id);
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
            if (token.Text[0] == text[position] && string.CompareOrdinal(text, position, token.Text, 0, token.Text.Length) == 0)
                return token;
        }

        return null;
    }
}
