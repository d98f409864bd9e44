namespace Atelier.Models.Text.Tokenizers;

/// <summary>Turns text into the ids of a text encoder and back.</summary>
/// <remarks>Instances are immutable and may be used from several threads. Any string is allowed; a lone surrogate reads as U+FFFD.</remarks>
public abstract class Tokenizer
{
    /// <summary>The id before the text, or null where the model has none.</summary>
    public abstract int? StartId { get; }

    /// <summary>The id after the text, or null where the model has none.</summary>
    public abstract int? EndId { get; }

    /// <summary>The id that fills up a fixed length.</summary>
    public abstract int PadId { get; }

    /// <summary>One more than the largest id.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The ids of a text alone, without start and end.</summary>
    public abstract int[] Pieces(string text);

    /// <summary>The text of ids; what normalisation took away is not restored, start, end and padding are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative or not below <see cref="VocabularySize"/>.</exception>
    public abstract string Decode(IEnumerable<int> ids);

    /// <summary>The ids of a text between start and end, not cut and not padded.</summary>
    public int[] Encode(string text) => Frame(Pieces(text));

    /// <summary>The ids of a text at a fixed length: pieces that do not fit are dropped from the end, start and end stay.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="length">Ids in all, at least as many as start and end need.</param>
    public PaddedTokens Encode(string text, int length)
    {
        var room = length - (StartId is null ? 0 : 1) - (EndId is null ? 0 : 1);
        ArgumentOutOfRangeException.ThrowIfNegative(room, nameof(length));

        var pieces = Pieces(text);
        var framed = Frame(pieces.AsSpan(0, Math.Min(room, pieces.Length)));
        var ids = new int[length];
        var mask = new int[length];
        Array.Fill(ids, PadId);
        framed.CopyTo(ids, 0);
        mask.AsSpan(0, framed.Length).Fill(1);
        return new PaddedTokens(ids, mask, pieces.Length > room);
    }

    /// <summary>Puts start and end around pieces.</summary>
    protected int[] Frame(ReadOnlySpan<int> pieces)
    {
        var ids = new List<int>(pieces.Length + 2);
        if (StartId is { } start)
            ids.Add(start);
        ids.AddRange(pieces);
        if (EndId is { } end)
            ids.Add(end);
        return [.. ids];
    }

    /// <summary>Fails for an id outside the vocabulary.</summary>
    protected void CheckId(int id)
    {
        if ((uint)id >= (uint)VocabularySize)
            throw new ArgumentOutOfRangeException(nameof(id), id, $"ids run from 0 to {VocabularySize - 1}");
    }
}
