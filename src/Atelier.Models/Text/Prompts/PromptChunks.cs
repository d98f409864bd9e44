using Atelier.Models.Text.Tokenizers.Clip;

namespace Atelier.Models.Text.Prompts;

/// <summary>Cuts a weighted prompt of any length into windows of 77 ids, as AUTOMATIC1111's web UI does.</summary>
public static class PromptChunks
{
    private const int Room = ClipTokenizer.ContextLength - 2;

    /// <summary>The windows of a prompt; at least one.</summary>
    /// <param name="tokenizer">CLIP's tokenizer; its padding id fills the windows.</param>
    /// <param name="prompt">A prompt with weights, see <see cref="WeightedPrompt"/>.</param>
    /// <param name="commaBacktrack">
    /// Where a window is full, what follows its last comma moves to the next one if it is at most this many pieces; 0 turns that off.
    /// </param>
    public static IReadOnlyList<PromptChunk> Of(ClipTokenizer tokenizer, string prompt, int commaBacktrack = 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(commaBacktrack);
        var comma = tokenizer.Pieces(",")[0];
        var chunks = new List<PromptChunk>();
        var ids = new List<int>();
        var weights = new List<float>();
        var lastComma = -1;

        void Close(int count)
        {
            chunks.Add(Chunk(tokenizer, ids[..count], weights[..count]));
            ids.RemoveRange(0, count);
            weights.RemoveRange(0, count);
            lastComma = -1;
        }

        foreach (var part in WeightedPrompt.Parse(prompt))
        {
            if (part.IsBreak)
            {
                Close(ids.Count);
                continue;
            }

            foreach (var id in tokenizer.Pieces(part.Text))
            {
                if (id == comma)
                    lastComma = ids.Count;
                else if (ids.Count == Room && lastComma >= 0 && Room - lastComma <= commaBacktrack)
                    Close(lastComma + 1);

                if (ids.Count == Room)
                    Close(Room);
                ids.Add(id);
                weights.Add(part.Weight);
            }
        }

        if (ids.Count > 0 || chunks.Count == 0)
            Close(ids.Count);
        return chunks;
    }

    /// <summary>Appends empty windows, so that two prompts have equally many.</summary>
    /// <param name="tokenizer">The tokenizer that made the windows.</param>
    /// <param name="chunks">The windows of a prompt.</param>
    /// <param name="count">How many are wanted, at least as many as there are.</param>
    public static IReadOnlyList<PromptChunk> Extend(ClipTokenizer tokenizer, IReadOnlyList<PromptChunk> chunks, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, chunks.Count);
        return [.. chunks, .. Enumerable.Range(0, count - chunks.Count).Select(_ => Chunk(tokenizer, [], []))];
    }

    private static PromptChunk Chunk(ClipTokenizer tokenizer, List<int> pieces, List<float> pieceWeights)
    {
        var ids = new int[ClipTokenizer.ContextLength];
        var weights = new float[ClipTokenizer.ContextLength];
        Array.Fill(ids, tokenizer.PadId);
        Array.Fill(weights, 1);
        ids[0] = tokenizer.StartId!.Value;
        ids[pieces.Count + 1] = tokenizer.EndId!.Value;
        pieces.CopyTo(ids, 1);
        pieceWeights.CopyTo(weights, 1);
        return new PromptChunk(ids, weights);
    }
}
