using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.Wan;

/// <summary>Divides by the length of the channel vector, times its square root of channels and a factor each. [B, C, ..]</summary>
internal sealed class WanNorm : Module
{
    private readonly Parameter _gamma;
    private readonly double _scale;

    /// <param name="channels">Channels.</param>
    /// <param name="dimensions">Dimensions behind the channels: 3 for videos, 2 for pictures.</param>
    public WanNorm(int channels, int dimensions)
    {
        _scale = Math.Sqrt(channels);
        _gamma = AddParameter("gamma", [channels, .. Enumerable.Repeat(1L, dimensions)], Initializers.Ones);
    }

    public Tensor Forward(Tensor x) => x / x.Norm(2, [1], keep: true).Clamp(1e-12) * _scale * _gamma.Value.Widened();
}
