using Atelier.Torch;

namespace Atelier.Models.Upscaling;

/// <summary>Three dense blocks in a residual. [B, C, H, W]</summary>
internal sealed class RrdbBlock : Module
{
    public const double Slope = 0.2;

    /// <summary>What is added is scaled down so that deep stacks stay stable.</summary>
    public const double Residual = 0.2;

    private readonly DenseBlock[] _dense;

    public RrdbBlock(int channels, int growth) =>
        _dense = [.. Enumerable.Range(1, 3).Select(i => AddModule($"rdb{i}", new DenseBlock(channels, growth)))];

    public Tensor Forward(Tensor x)
    {
        // Without gradients the maps of a block are freed with it: at full size they are large.
        using var scope = NoGrad.IsRecording ? null : Tensor.Scope();
        var result = (_dense.Aggregate(x, (h, dense) => dense.Forward(h)) * Residual) + x;
        return scope?.Keep(result) ?? result;
    }
}
