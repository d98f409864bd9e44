using Atelier.Torch;

namespace Atelier.Models.Vision.Depth;

/// <summary>The plain vision transformer below DPT. [B, 3, H, W] to the states after each block</summary>
internal sealed class DptBackbone : Module
{
    private readonly DptConfig _config;
    private readonly Parameter _class, _positions;
    private readonly Conv2d _patches;
    private readonly Layer[] _layers;

    public DptBackbone(DptConfig config)
    {
        Heads.Check(config.HiddenSize, config.NumAttentionHeads);
        _config = config;
        var (width, side) = (config.HiddenSize, config.ImageSize / config.PatchSize);
        _class = AddParameter("embeddings.cls_token", [1, 1, width], Initializers.Zeros);
        _positions = AddParameter("embeddings.position_embeddings", [1, (side * side) + 1, width], Initializers.Zeros);
        _patches = AddModule("embeddings.patch_embeddings.projection", new Conv2d(config.NumChannels, width, config.PatchSize, config.PatchSize));
        _layers = AddModules("encoder.layer", config.NumHiddenLayers, _ => new Layer(config));
        // Stored in public files, though the taps lie before it.
        AddModule("layernorm", new LayerNorm(width, config.LayerNormEps));
    }

    public (List<Tensor> Blocks, long Rows, long Columns) Forward(Tensor pixels)
    {
        var grid = _patches.Forward(pixels).Widened(); // [B, C, rows, columns]
        var first = _class.Value.Widened().Expand(grid.Size(0), 1, _config.HiddenSize);
        var x = Tensor.Cat([first, grid.Flatten(2).Transpose(1, 2)], 1) + Positions(grid.Size(2), grid.Size(3));
        var blocks = new List<Tensor>();
        foreach (var layer in _layers)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(layer.Forward(x));
            blocks.Add(x);
        }

        return (blocks, grid.Size(2), grid.Size(3));
    }

    // Bilinear, unlike the other encoders.
    private Tensor Positions(long rows, long columns)
    {
        var side = (long)_config.ImageSize / _config.PatchSize;
        var table = _positions.Value.Widened();
        if (rows == side && columns == side)
            return table;
        var grid = table.Narrow(1, 1, side * side).Reshape(1, side, side, -1).Permute(0, 3, 1, 2).UpsampleBilinear(rows, columns);
        return Tensor.Cat([table.Narrow(1, 0, 1), grid.Flatten(2).Transpose(1, 2)], 1);
    }

    private sealed class Layer : Module
    {
        private readonly LayerNorm _before, _after;
        private readonly Linear _query, _key, _value, _out, _in, _down;
        private readonly Func<Tensor, Tensor> _act;
        private readonly int _heads;

        public Layer(DptConfig config)
        {
            var width = config.HiddenSize;
            (_heads, _act) = (config.NumAttentionHeads, Activations.ByName(config.HiddenAct));
            _before = AddModule("layernorm_before", new LayerNorm(width, config.LayerNormEps));
            _query = AddModule("attention.attention.query", new Linear(width, width, config.QkvBias));
            _key = AddModule("attention.attention.key", new Linear(width, width, config.QkvBias));
            _value = AddModule("attention.attention.value", new Linear(width, width, config.QkvBias));
            _out = AddModule("attention.output.dense", new Linear(width, width));
            _after = AddModule("layernorm_after", new LayerNorm(width, config.LayerNormEps));
            _in = AddModule("intermediate.dense", new Linear(width, config.IntermediateSize));
            _down = AddModule("output.dense", new Linear(config.IntermediateSize, width));
        }

        public Tensor Forward(Tensor x)
        {
            var y = _before.Forward(x);
            var (q, k, v) = (Heads.Split(_query.Forward(y), _heads), Heads.Split(_key.Forward(y), _heads), Heads.Split(_value.Forward(y), _heads));
            x = x + _out.Forward(Heads.Merge(ScaledDotProduct.Attend(q, k, v)));
            return x + _down.Forward(_act(_in.Forward(_after.Forward(x))));
        }
    }
}
