using Atelier.Torch;

namespace Atelier.Models.Video.CogVideoX;

/// <summary>One norm for video and text with a shift, scale and gate for each from the time. [B, N, C]</summary>
internal sealed class CogVideoXNorm : Module
{
    private readonly Linear _linear;
    private readonly LayerNorm _norm;

    public CogVideoXNorm(CogVideoXConfig config)
    {
        _linear = AddModule("linear", new Linear(config.TimeEmbedDim, 6 * config.Width));
        _linear.Weight.Initializer = _linear.Bias!.Initializer = Initializers.Zeros;
        _norm = AddModule("norm", new LayerNorm(config.Width, config.NormEps, config.NormElementwiseAffine));
    }

    public (Tensor Video, Tensor Text, Tensor VideoGate, Tensor TextGate) Forward(Tensor video, Tensor text, Tensor time)
    {
        var parts = _linear.Forward(time.Silu()).Unsqueeze(1).Chunk(6, -1); // [B, 1, C] each
        return (
            (_norm.Forward(video) * (parts[1] + 1)) + parts[0],
            (_norm.Forward(text) * (parts[4] + 1)) + parts[3],
            parts[2],
            parts[5]);
    }
}
