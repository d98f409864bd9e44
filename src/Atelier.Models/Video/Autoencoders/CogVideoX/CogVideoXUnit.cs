using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.CogVideoX;

/// <summary>Norm, activation, convolution, twice, beside a shortcut. [B, C, T, H, W]</summary>
internal sealed class CogVideoXUnit : Module
{
    private readonly CogVideoXNorm _norm1, _norm2;
    private readonly CogVideoXConv _conv1, _conv2;
    private readonly Conv3d? _shortcut;
    private readonly Func<Tensor, Tensor> _act;

    public CogVideoXUnit(int inputs, int outputs, AutoencoderKLCogVideoXConfig config, bool latents)
    {
        _act = Activations.ByName(config.ActFn);
        _norm1 = AddModule("norm1", new CogVideoXNorm(inputs, config, latents));
        _conv1 = AddModule("conv1", new CogVideoXConv(inputs, outputs, 3));
        _norm2 = AddModule("norm2", new CogVideoXNorm(outputs, config, latents));
        _conv2 = AddModule("conv2", new CogVideoXConv(outputs, outputs, 3));
        _shortcut = inputs == outputs ? null : AddModule("conv_shortcut", new Conv3d(inputs, outputs, [1, 1, 1]));
    }

    public Tensor Forward(Tensor x, Tensor? latents, FrameCache cache)
    {
        var y = _conv1.Forward(_act(_norm1.Forward(x, latents, cache)), cache);
        y = _conv2.Forward(_act(_norm2.Forward(y, latents, cache)), cache);
        return (_shortcut?.Forward(x) ?? x) + y;
    }
}
