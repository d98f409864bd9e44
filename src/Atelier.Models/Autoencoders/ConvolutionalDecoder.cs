using Atelier.Models.Layers;
using Atelier.Torch;

namespace Atelier.Models.Autoencoders;

/// <summary>A latent to a picture. [B, latent, h, w] to [B, out, h stride, w stride]</summary>
internal sealed class ConvolutionalDecoder : Module
{
    private readonly Conv2d _convIn;
    private readonly MidBlock _mid;
    private readonly DecoderLevel[] _levels;
    private readonly GroupNorm _normOut;
    private readonly Conv2d _convOut;
    private readonly Func<Tensor, Tensor> _activate;

    public ConvolutionalDecoder(AutoencoderKLConfig config)
    {
        _activate = Activations.OfOwned("silu"); // whatever act_fn says: that is for the residual blocks
        _convIn = AddModule("conv_in", new Conv2d(config.LatentChannels, config.BlockOutChannels[^1], 3, padding: 1));
        _levels = AddModules("up_blocks", config.BlockOutChannels.Count, i => new DecoderLevel(config, i));
        _mid = AddModule("mid_block", new MidBlock(config));
        _normOut = AddModule("conv_norm_out", new GroupNorm(config.NormNumGroups, config.BlockOutChannels[0], 1e-6));
        _convOut = AddModule("conv_out", new Conv2d(config.BlockOutChannels[0], config.OutChannels, 3, padding: 1));
    }

    public Tensor Forward(Tensor z, Action<string, Tensor>? observe = null)
    {
        return Sequence.Run(
            z,
            [
                _convIn.Forward, See("decoder_conv_in"), _mid.Forward, See("decoder_mid"),
                .. _levels.SelectMany((level, i) => level.Layers(x => observe?.Invoke($"decoder_up{i}_blocks", x)).Append(See($"decoder_up{i}"))),
                x => _convOut.Forward(_activate(_normOut.Forward(x))),
            ]);

        Func<Tensor, Tensor> See(string stage) => x =>
        {
            observe?.Invoke(stage, x);
            return x;
        };
    }
}
