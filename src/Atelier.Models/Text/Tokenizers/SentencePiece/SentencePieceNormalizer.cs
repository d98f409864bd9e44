using System.Runtime.InteropServices;
using System.Text;

namespace Atelier.Models.Text.Tokenizers.SentencePiece;

/// <summary>SentencePiece's own normaliser: the charsmap, then its rules for spaces.</summary>
internal sealed class SentencePieceNormalizer(UnigramModel model)
{
    private static readonly byte[] Mark = "\u2581"u8.ToArray();

    private readonly PrefixIndex _untouched = new(model.Pieces
        .Where(piece => piece.Type == PieceType.UserDefined && piece.Text.Length > 0)
        .Select(piece => piece.Text).Distinct()
        .Select((text, index) => (Encoding.UTF8.GetBytes(text), index)));

    /// <summary>The normalised text, with U+2581 for spaces, as UTF-8.</summary>
    public byte[] Normalize(string text)
    {
        var rest = Encoding.UTF8.GetBytes(text).AsSpan();
        var space = model.EscapeWhitespace ? Mark : [(byte)' '];
        var normalized = new List<byte>(rest.Length + 8);

        if (model.RemoveExtraWhitespace)
        {
            while (!rest.IsEmpty && Next(rest, out var length).SequenceEqual(" "u8))
                rest = rest[length..];
        }

        if (rest.IsEmpty)
            return [];
        if (model.AddDummyPrefix && !model.WhitespaceAsSuffix)
            normalized.AddRange(space);

        var afterSpace = model.RemoveExtraWhitespace;
        while (!rest.IsEmpty)
        {
            var piece = Next(rest, out var length);
            rest = rest[length..];
            while (afterSpace && piece.StartsWith((byte)' '))
                piece = piece[1..];
            if (piece.IsEmpty)
                continue;
            foreach (var value in piece)
            {
                if (value == ' ')
                    normalized.AddRange(space);
                else
                    normalized.Add(value);
            }

            afterSpace = model.RemoveExtraWhitespace && piece[^1] == ' ';
        }

        if (model.RemoveExtraWhitespace)
        {
            while (CollectionsMarshal.AsSpan(normalized).EndsWith(space))
                normalized.RemoveRange(normalized.Count - space.Length, space.Length);
        }

        if (model.AddDummyPrefix && model.WhitespaceAsSuffix)
            normalized.AddRange(space);
        return [.. normalized];
    }

    // The replacement of the text's start, and how much of the text it replaces.
    private ReadOnlySpan<byte> Next(ReadOnlySpan<byte> text, out int length)
    {
        var longest = 0;
        var untouched = _untouched.At(text);
        while (untouched.Next())
            longest = untouched.Length;
        if (longest > 0)
        {
            length = longest;
            return text[..longest];
        }

        if (model.Charsmap is { } charsmap)
        {
            var replacement = charsmap.Match(text, shortest: false, out length);
            if (length > 0)
                return replacement;
        }

        Rune.DecodeFromUtf8(text, out _, out length);
        return text[..length];
    }
}
