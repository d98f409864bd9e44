using Atelier.Models.Layers;
using Atelier.Torch;

namespace Atelier.Models.Autoencoders;

/// <summary>A picture to the moments of its latent. [B, in, H, W] to [B, 2 latent, H / stride, W / stride]</summary>
internal sealed class ConvolutionalEncoder : Module
{
    private readonly Conv2d _convIn;
    private readonly EncoderLevel[] _levels;
    private readonly MidBlock _mid;
    private readonly GroupNorm _normOut;
    private readonly Conv2d _convOut;
    private readonly Func<Tensor, Tensor> _activate;

    public ConvolutionalEncoder(AutoencoderKLConfig config)
    {
        _activate = Activations.ByName("silu"); // whatever act_fn says: that is for the residual blocks
        _convIn = AddModule("conv_in", new Conv2d(config.InChannels, config.BlockOutChannels[0], 3, padding: 1));
        _levels = AddModules("down_blocks", config.BlockOutChannels.Count, i => new EncoderLevel(config, i));
        _mid = AddModule("mid_block", new MidBlock(config));
        _normOut = AddModule("conv_norm_out", new GroupNorm(config.NormNumGroups, config.BlockOutChannels[^1], 1e-6));
        _convOut = AddModule("conv_out", new Conv2d(config.BlockOutChannels[^1], 2 * config.LatentChannels, 3, padding: 1));
    }

    public Tensor Forward(Tensor image, Action<string, Tensor>? observe = null)
    {
        return Sequence.Run(
            image,
            [
                _convIn.Forward, See("encoder_conv_in"),
                .. _levels.SelectMany((level, i) => level.Layers(x => observe?.Invoke($"encoder_down{i}_blocks", x)).Append(See($"encoder_down{i}"))),
                _mid.Forward, See("encoder_mid"),
                x => _convOut.Forward(_activate(_normOut.Forward(x))),
            ]);

        Func<Tensor, Tensor> See(string stage) => x =>
        {
            observe?.Invoke(stage, x);
            return x;
        };
    }
}
