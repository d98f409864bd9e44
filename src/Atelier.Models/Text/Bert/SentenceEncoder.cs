using Atelier.Models.Text.Tokenizers.WordPiece;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Text.Bert;

/// <summary>Prompts to token states and sentence vectors by a BERT of the MiniLM kind.</summary>
/// <remarks>
/// Each prompt is encoded alone, so that its states do not depend on the others of the batch, and remembered.
/// The sentence vector is the mean over all tokens, [CLS] and [SEP] included, at length one. (Reimers and Gurevych 2019, arXiv 1908.10084)
/// May be used from several threads.
/// </remarks>
public sealed class SentenceEncoder : IDisposable
{
    private readonly BertModel _model;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Tensor Tokens, Tensor Pooled)> _known = [];
    private readonly Queue<string> _oldest = [];

    /// <summary>Takes over a network; it is freed with the encoder.</summary>
    /// <param name="model">A loaded network.</param>
    /// <param name="tokenizer">With the network's vocabulary.</param>
    /// <param name="maxLength">Ids of a prompt, [CLS] and [SEP] included; further pieces are dropped.</param>
    /// <param name="capacity">Prompts that are remembered; the oldest is forgotten first.</param>
    /// <exception cref="ArgumentException">The vocabularies differ, or the network has fewer positions than <paramref name="maxLength"/>.</exception>
    public SentenceEncoder(BertModel model, WordPieceTokenizer tokenizer, int maxLength = 256, int capacity = 4096)
    {
        if (tokenizer.VocabularySize != model.Config.VocabSize)
            throw new ArgumentException($"The tokenizer has {tokenizer.VocabularySize} pieces, the network {model.Config.VocabSize}.");
        if (maxLength < 2 || maxLength > model.Config.MaxPositionEmbeddings)
            throw new ArgumentException($"Prompts of {maxLength} ids were asked; allowed are 2 to {model.Config.MaxPositionEmbeddings}.");
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        (_model, Tokenizer, MaxLength, Capacity) = (model, tokenizer, maxLength, capacity);
    }

    /// <summary>The tokenizer.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    /// <summary>Ids of a prompt at most.</summary>
    public int MaxLength { get; }

    /// <summary>Prompts that are remembered.</summary>
    public int Capacity { get; }

    /// <summary>Channels of a state.</summary>
    public int Width => _model.Config.HiddenSize;

    /// <summary>Opens a folder with <c>config.json</c>, <c>vocab.txt</c> and weights, which are widened to single precision.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static SentenceEncoder Open(string folder, int maxLength = 256, int capacity = 4096)
    {
        var model = BertModel.Open(folder);
        model.To(Device.Cpu, ScalarType.Float32);
        return new(model, WordPieceTokenizer.Open(folder), maxLength, capacity);
    }

    /// <summary>Whether a prompt is longer than <see cref="MaxLength"/>, so that its end does not count.</summary>
    public bool Cuts(string prompt) => Tokenizer.Encode(prompt).Length > MaxLength;

    /// <summary>Encodes prompts; the states belong to the caller's scope.</summary>
    /// <param name="prompts">At least one; any text.</param>
    /// <param name="length">Tokens of every row, filled up with zeros; the longest prompt's if left out.</param>
    /// <exception cref="ArgumentException">There is no prompt, or one has more than <paramref name="length"/> tokens.</exception>
    public TextStates Encode(IReadOnlyList<string> prompts, int? length = null)
    {
        if (prompts.Count == 0)
            throw new ArgumentException("There is no prompt.");
        lock (_lock)
        {
            using var noGrad = new NoGrad();
            using var scope = Tensor.Scope();
            var found = prompts.Select(Find).ToArray();
            var longest = found.Max(f => f.Tokens.Size(0));
            var rows = length ?? longest;
            if (longest > rows)
                throw new ArgumentException($"A prompt has {longest} tokens, {rows} were asked; open the encoder with that length to cut it.");
            var tokens = Tensor.Stack([.. found.Select(f => f.Tokens.Pad([0, 0, 0, rows - f.Tokens.Size(0)]))]); // [B, N, C]
            var counts = Tensor.From(found.Select(f => f.Tokens.Size(0)).ToArray(), found.Length, 1);
            var mask = Tensor.Arange(0, rows).Unsqueeze(0).Lt(counts); // [B, N]
            var pooled = Tensor.Stack([.. found.Select(f => f.Pooled)]); // [B, C]
            var states = new TextStates(scope.Keep(tokens), scope.Keep(mask), scope.Keep(pooled));
            Forget();
            return states;
        }
    }

    /// <summary>Frees the network and what is remembered.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var (tokens, pooled) in _known.Values)
            {
                tokens.Dispose();
                pooled.Dispose();
            }

            _known.Clear();
            _oldest.Clear();
            _model.Dispose();
        }
    }

    // [N, C] and [C]
    private (Tensor Tokens, Tensor Pooled) Find(string prompt)
    {
        if (_known.TryGetValue(prompt, out var known))
            return known;
        using var scope = Tensor.Scope();
        var pieces = Tokenizer.Encode(prompt);
        var ids = pieces.Length <= MaxLength ? pieces : Tokenizer.Encode(prompt, MaxLength).Ids;
        var tokens = _model.Forward(Tensor.From(ids.Select(id => (long)id).ToArray(), 1, ids.Length)).LastHiddenState.Select(0, 0);
        var mean = tokens.Mean([0]);
        var found = (tokens.Clone().Detached(), mean.Div(mean.Norm().Clamp(1e-12)).Detached());
        _known.Add(prompt, found);
        _oldest.Enqueue(prompt);
        return found;
    }

    // After a batch, not within it: its own prompts must stay until they are stacked.
    private void Forget()
    {
        while (_known.Count > Capacity)
        {
            _known.Remove(_oldest.Dequeue(), out var forgotten);
            forgotten.Tokens.Dispose();
            forgotten.Pooled.Dispose();
        }
    }
}
