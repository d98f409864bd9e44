using Atelier.Torch;

namespace Atelier.Models.Layers.Positions;

/// <summary>Patches of a latent as tokens, plus a fixed position table. [B, C, H, W] to [B, N, width], row by row</summary>
public sealed class PatchEmbedding : Module
{
    private readonly PatchEmbeddingConfig _config;
    private readonly Conv2d _proj;
    private readonly LayerNorm? _norm;
    private readonly Parameter? _table;

    /// <summary>Registers <c>proj</c> and, where the table is stored, <c>pos_embed</c>.</summary>
    public PatchEmbedding(PatchEmbeddingConfig config)
    {
        _config = config;
        _proj = AddModule("proj", new Conv2d(config.InChannels, config.EmbedDim, config.PatchSize, stride: config.PatchSize, bias: config.Bias));
        _norm = config.LayerNorm ? AddModule("norm", new LayerNorm(config.EmbedDim, 1e-6, affine: false)) : null;
        if (config.PosEmbedMaxSize is { } side && config.HasTable)
        {
            _table = AddBuffer(
                "pos_embed",
                [1, side * side, config.EmbedDim],
                (_, _) => SinusoidTable.Grid(side, side, config.EmbedDim, config.BaseSize, config.InterpolationScale).Unsqueeze(0));
        }
    }

    /// <summary>Tokens with positions.</summary>
    /// <exception cref="ArgumentException">The grid of patches is larger than the stored table.</exception>
    public Tensor Forward(Tensor latent)
    {
        var patches = _proj.Forward(latent);
        var (rows, columns) = ((int)patches.Size(2), (int)patches.Size(3));
        var tokens = patches.Flatten(2).Transpose(1, 2); // [B, N, width]
        tokens = _norm?.Forward(tokens) ?? tokens;
        return _config.HasTable ? tokens + Table(rows, columns, tokens.Device).To(tokens.Type) : tokens;
    }

    private Tensor Table(int rows, int columns, Device device)
    {
        if (_table is null)
            return SinusoidTable.Grid(rows, columns, _config.EmbedDim, _config.BaseSize, _config.InterpolationScale).Unsqueeze(0).To(device);
        var side = _config.PosEmbedMaxSize!.Value;
        if (rows > side || columns > side)
            throw new ArgumentException($"{rows} x {columns} patches do not fit the position table of {side} x {side}.");
        return _table.Value.Reshape(1, side, side, -1)
            .Narrow(1, (side - rows) / 2, rows).Narrow(2, (side - columns) / 2, columns).Reshape(1, rows * columns, -1);
    }
}
