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

    public Tensor Forward(Tensor x, Action<string, Tensor>? observe = null)
    {
        x = Seen("encoder_conv_in", _convIn.Forward(x));
        for (var i = 0; i < _levels.Length; i++)
        {
            var level = i;
            x = Seen($"encoder_down{i}", _levels[i].Forward(x, h => Seen($"encoder_down{level}_blocks", h)));
        }

        x = Seen("encoder_mid", _mid.Forward(x));
        return _convOut.Forward(_activate(_normOut.Forward(x)));

        Tensor Seen(string stage, Tensor h)
        {
            observe?.Invoke(stage, h);
            return h;
        }
    }
}
