using Atelier.Torch;

namespace Atelier.Models.Vision;

/// <summary>Zero mean and unit variance over the channels of each pixel. [B, C, H, W]</summary>
internal sealed class ChannelNorm : Module
{
    private readonly LayerNorm _norm;

    public ChannelNorm(int channels, double epsilon = 1e-6) => _norm = AddModule("", new LayerNorm(channels, epsilon));

    public Tensor Forward(Tensor x) => _norm.Forward(x.Permute(0, 2, 3, 1)).Permute(0, 3, 1, 2);
}
