using Atelier.Torch;

namespace Atelier.Models.Vision.Sam;

/// <summary>A block of Segment Anything's image encoder, over windows or the whole grid. [B, rows, columns, C]</summary>
internal sealed class SamVisionLayer : Module
{
    private readonly LayerNorm _norm1, _norm2;
    private readonly Linear _qkv, _proj, _lin1, _lin2;
    private readonly Parameter? _rows, _columns;
    private readonly Func<Tensor, Tensor> _act;
    private readonly int _heads, _window;

    public SamVisionLayer(SamVisionConfig config, int window)
    {
        var (width, inner) = (config.HiddenSize, config.MlpDim ?? (int)(config.HiddenSize * config.MlpRatio));
        (_heads, _window, _act) = (config.NumAttentionHeads, window, Activations.ByName(config.HiddenAct));
        _norm1 = AddModule("layer_norm1", new LayerNorm(width, config.LayerNormEps));
        _qkv = AddModule("attn.qkv", new Linear(width, 3 * width, config.QkvBias));
        _proj = AddModule("attn.proj", new Linear(width, width));
        if (config.UseRelPos)
        {
            long[] shape = [(2 * (window == 0 ? config.Grid : window)) - 1, width / _heads];
            _rows = AddParameter("attn.rel_pos_h", shape, Initializers.Zeros);
            _columns = AddParameter("attn.rel_pos_w", shape, Initializers.Zeros);
        }

        _norm2 = AddModule("layer_norm2", new LayerNorm(width, config.LayerNormEps));
        _lin1 = AddModule("mlp.lin1", new Linear(width, inner));
        _lin2 = AddModule("mlp.lin2", new Linear(inner, width));
    }

    public Tensor Forward(Tensor x)
    {
        var y = _norm1.Forward(x);
        x = x + (_window == 0 ? Attend(y) : AttendInWindows(y));
        return x + _lin2.Forward(_act(_lin1.Forward(_norm2.Forward(x))));
    }

    private Tensor AttendInWindows(Tensor x)
    {
        var (rows, columns, width) = (x.Size(1), x.Size(2), x.Size(3));
        var padded = x.Pad([0, 0, 0, (_window - (columns % _window)) % _window, 0, (_window - (rows % _window)) % _window]);
        var (down, across) = (padded.Size(1) / _window, padded.Size(2) / _window);
        var windows = padded.Reshape(-1, down, _window, across, _window, width).Transpose(2, 3).Reshape(-1, _window, _window, width);
        return Attend(windows).Reshape(-1, down, across, _window, _window, width).Transpose(2, 3)
            .Reshape(-1, down * _window, across * _window, width).Narrow(1, 0, rows).Narrow(2, 0, columns);
    }

    private Tensor Attend(Tensor x)
    {
        var (rows, columns) = (x.Size(1), x.Size(2));
        var parts = _qkv.Forward(x.Flatten(1, 2)).Chunk(3, -1);
        var (q, k, v) = (Heads.Split(parts[0], _heads), Heads.Split(parts[1], _heads), Heads.Split(parts[2], _heads)); // [B, H, N, D]
        var bias = _rows is null ? null : Bias(q, rows, columns);
        return _proj.Forward(Heads.Merge(ScaledDotProduct.Attend(q, k, v, bias))).Reshape(x.Shape);
    }

    // Each query's own bias by the rows, and by the columns, to each key. [B, H, N, N]
    private Tensor Bias(Tensor q, long rows, long columns)
    {
        var grid = q.Reshape(q.Size(0), q.Size(1), rows, columns, q.Size(3));
        var down = Tensor.Einsum("bnhwc,hkc->bnhwk", grid, Table(_rows!, rows)).Unsqueeze(-1); // [B, H, rows, columns, rows, 1]
        var across = Tensor.Einsum("bnhwc,wkc->bnhwk", grid, Table(_columns!, columns)).Unsqueeze(-2);
        return (down + across).Reshape(q.Size(0), q.Size(1), rows * columns, rows * columns);
    }

    // The vector of each pair of query and key. [count, count, D]
    private static Tensor Table(Parameter table, long count)
    {
        var values = table.Value.Widened();
        if (values.Size(0) != (2 * count) - 1)
            throw new ArgumentException($"Relative positions are for {(values.Size(0) + 1) / 2} patches a side, the picture has {count}.");
        var index = Tensor.Arange(0, count, device: values.Device);
        var pairs = (index.Unsqueeze(1) - index.Unsqueeze(0)) + Tensor.Full([], count - 1, ScalarType.Int64, values.Device);
        return values.IndexSelect(0, pairs.Flatten()).Reshape(count, count, -1);
    }
}
