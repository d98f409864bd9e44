using Atelier.Torch;

namespace Atelier.Models.Vision.Swin;

/// <summary>A block of Swin: attention inside windows with a bias by relative position, then a feed-forward part. [B, rows, columns, C]</summary>
internal sealed class SwinBlock : Module
{
    // Added to the scores between regions that only the cyclic shift made neighbours.
    private const double Apart = -100;

    private readonly LayerNorm _norm1, _norm2;
    private readonly Linear _query, _key, _value, _out, _fc1, _fc2;
    private readonly Parameter _table;
    private readonly Func<Tensor, Tensor> _act;
    private readonly int _heads, _window;
    private readonly bool _shifted;

    public SwinBlock(SwinConfig config, int width, int heads, bool shifted)
    {
        Heads.Check(width, heads);
        (_heads, _window, _shifted, _act) = (heads, config.WindowSize, shifted, Activations.ByName(config.HiddenAct));
        var (inner, distances) = ((int)(width * config.MlpRatio), (2 * _window) - 1);
        _norm1 = AddModule("layernorm_before", new LayerNorm(width, config.LayerNormEps));
        _table = AddParameter("attention.self.relative_position_bias_table", [distances * distances, heads], Initializers.Normal(0.02));
        _query = AddModule("attention.self.query", new Linear(width, width, config.QkvBias));
        _key = AddModule("attention.self.key", new Linear(width, width, config.QkvBias));
        _value = AddModule("attention.self.value", new Linear(width, width, config.QkvBias));
        _out = AddModule("attention.output.dense", new Linear(width, width));
        _norm2 = AddModule("layernorm_after", new LayerNorm(width, config.LayerNormEps));
        _fc1 = AddModule("intermediate.dense", new Linear(width, inner));
        _fc2 = AddModule("output.dense", new Linear(inner, width));
    }

    public Tensor Forward(Tensor x)
    {
        var (rows, columns) = (x.Size(1), x.Size(2));
        if (Math.Min(rows, columns) < _window)
            throw new ArgumentException($"A stage has {rows} x {columns} patches, less than the window of {_window}: give a larger picture.");
        // One window needs no shift.
        var shift = _shifted && Math.Min(rows, columns) > _window ? _window / 2 : 0;
        var (right, bottom) = ((_window - (columns % _window)) % _window, (_window - (rows % _window)) % _window);
        var y = _norm1.Forward(x).Pad([0, 0, 0, right, 0, bottom]);
        var (high, wide) = (y.Size(1), y.Size(2));
        if (shift > 0)
            y = y.Roll(-shift, 1).Roll(-shift, 2);
        var bias = Bias(); // [H, W W, W W]
        if (shift > 0)
            bias = bias + Regions(high, wide, shift, x.Device).Repeat(x.Size(0), 1, 1, 1); // [B windows, H, W W, W W]
        y = Join(Attend(Partition(y), bias), high, wide);
        if (shift > 0)
            y = y.Roll(shift, 1).Roll(shift, 2);
        x = x + y.Narrow(1, 0, rows).Narrow(2, 0, columns);
        return x + _fc2.Forward(_act(_fc1.Forward(_norm2.Forward(x))));
    }

    // [B windows, W W, C]
    private Tensor Attend(Tensor x, Tensor bias)
    {
        var (q, k, v) = (Heads.Split(_query.Forward(x), _heads), Heads.Split(_key.Forward(x), _heads), Heads.Split(_value.Forward(x), _heads));
        return _out.Forward(Heads.Merge(ScaledDotProduct.Attend(q, k, v, bias)));
    }

    // [B, rows, columns, C] to [B windows, W W, C]
    private Tensor Partition(Tensor x) => x
        .Reshape(x.Size(0), x.Size(1) / _window, _window, x.Size(2) / _window, _window, x.Size(3))
        .Transpose(2, 3)
        .Reshape(-1, _window * _window, x.Size(3));

    private Tensor Join(Tensor windows, long rows, long columns) => windows
        .Reshape(-1, rows / _window, columns / _window, _window, _window, windows.Size(2))
        .Transpose(2, 3)
        .Reshape(-1, rows, columns, windows.Size(2));

    private Tensor Bias()
    {
        var (count, distances) = (_window * _window, (2 * _window) - 1);
        var index = new long[count * count];
        for (var from = 0; from < count; from++)
        {
            for (var to = 0; to < count; to++)
            {
                var (down, across) = ((from / _window) - (to / _window) + _window - 1, (from % _window) - (to % _window) + _window - 1);
                index[(from * count) + to] = (down * distances) + across;
            }
        }

        var rows = Tensor.From(index, index.Length).To(_table.Value.Device);
        return _table.Value.Widened().IndexSelect(0, rows).Reshape(count, count, _heads).Permute(2, 0, 1);
    }

    // [windows, 1, W W, W W]
    private Tensor Regions(long rows, long columns, int shift, Device device)
    {
        var number = new float[rows * columns];
        for (long row = 0; row < rows; row++)
        {
            for (long column = 0; column < columns; column++)
                number[(row * columns) + column] = (3 * Band(row, rows)) + Band(column, columns);
        }

        var windows = Partition(Tensor.From(number, 1, rows, columns, 1).To(device)).Squeeze(-1); // [windows, W W]
        var apart = windows.Unsqueeze(1).Ne(windows.Unsqueeze(2)).Unsqueeze(1);
        return Tensor.Zeros(apart.Shape, ScalarType.Float32, device).MaskedFill(apart, Apart);

        int Band(long place, long size) => place < size - _window ? 0 : place < size - shift ? 1 : 2;
    }
}
