using Atelier.Models.Text;
using Atelier.Models.Text.Bert;
using Atelier.Models.Text.Tokenizers.WordPiece;
using Atelier.Torch;

namespace Atelier.Training.Mini;

/// <summary>Encodes the captions of a batch together, no longer than its longest one. Ids are remembered, states are not.</summary>
public sealed class CaptionEncoder : IDisposable
{
    // About 100 MB of ids; later captions are split anew each time.
    private const int MostRemembered = 500_000;

    // On a CPU captions of like length are encoded together: padding all to the longest of a large batch triples the work.
    private const int PartOfCpu = 16;
    private readonly Dictionary<string, int[]> _remembered = new(StringComparer.Ordinal);
    private readonly BertModel _model;
    private readonly WordPieceTokenizer _tokenizer;
    private readonly int _maxLength;
    private readonly Device _device;

    /// <summary>Opens a folder with a BERT of the MiniLM kind.</summary>
    /// <param name="folder"><c>config.json</c>, <c>vocab.txt</c> and weights.</param>
    /// <param name="maxLength">Ids of a caption, at most.</param>
    /// <param name="device">Where it runs.</param>
    public CaptionEncoder(string folder, int maxLength, Device device)
    {
        (_maxLength, _device) = (maxLength, device);
        _model = BertModel.Open(folder);
        _model.To(device, ScalarType.Float32);
        _tokenizer = WordPieceTokenizer.Open(folder);
    }

    /// <summary>Channels of a state.</summary>
    public int Width => _model.Config.HiddenSize;

    /// <summary>Token states, mask and mean vector at length one, as <see cref="SentenceEncoder"/> gives them.</summary>
    public TextStates Encode(IReadOnlyList<string> captions)
    {
        using var noGrad = new NoGrad();
        using var scope = Tensor.Scope();
        var rows = captions.Select(Ids).ToArray();
        var length = rows.Max(r => r.Length);
        // Attention on a GPU copies its mask where rows are no multiple of eight.
        if (_device.Type == DeviceType.Cuda)
            length = (length + 7) / 8 * 8;
        var order = Enumerable.Range(0, rows.Length).OrderBy(i => rows[i].Length).ToArray();
        var parts = order.Chunk(_device.Type == DeviceType.Cpu ? PartOfCpu : rows.Length).Select(part => EncodePart([.. part.Select(i => rows[i])], length)).ToArray();
        var places = Tensor.From([.. order.Select((row, place) => (row, place)).OrderBy(p => p.row).Select(p => (long)p.place)], rows.Length).To(_device);
        var counts = Tensor.From([.. rows.Select(r => (long)r.Length)], rows.Length, 1);
        return new(
            scope.Keep(Tensor.Cat([.. parts.Select(p => p.Tokens)]).IndexSelect(0, places)),
            scope.Keep(Tensor.Arange(0, length).Unsqueeze(0).Lt(counts).To(_device)),
            scope.Keep(Tensor.Cat([.. parts.Select(p => p.Pooled)]).IndexSelect(0, places)));
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    // [B, whole, C], zeros at padding, and [B, C]
    private (Tensor Tokens, Tensor Pooled) EncodePart(int[][] rows, int whole)
    {
        var length = _device.Type == DeviceType.Cpu ? rows.Max(r => r.Length) : whole;
        var (ids, seen) = (new long[rows.Length * length], new bool[rows.Length * length]);
        Array.Fill(ids, _tokenizer.PadId);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows[i].Length; j++)
                (ids[(i * length) + j], seen[(i * length) + j]) = (rows[i][j], true);
        }

        var mask = Tensor.From(seen, rows.Length, length).To(_device);
        var states = _model.Forward(Tensor.From(ids, rows.Length, length).To(_device), mask).LastHiddenState;
        var weights = mask.Unsqueeze(-1).Float();
        states = states * weights;
        var mean = states.Sum([1]) / weights.Sum([1]);
        return (states.Pad([0, 0, 0, whole - length]), mean / mean.Norm(2, [-1], keep: true).Clamp(1e-12));
    }

    private int[] Ids(string caption)
    {
        if (_remembered.TryGetValue(caption, out var ids))
            return ids;
        ids = _tokenizer.Encode(caption);
        if (ids.Length > _maxLength)
            ids = _tokenizer.Encode(caption, _maxLength).Ids;
        if (_remembered.Count < MostRemembered)
            _remembered.Add(caption, ids);
        return ids;
    }
}
