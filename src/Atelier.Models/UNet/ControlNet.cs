using Atelier.Models.Configs;
using Atelier.Models.Layers.Convolutions;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>A copy of a UNet's way down that turns a control picture into residuals for its skip connections. Parameters have the public diffusers keys.</summary>
/// <remarks>(Zhang et al. 2023, arXiv 2302.05543.)</remarks>
public sealed class ControlNet : Module
{
    private readonly ControlNetConfig _config;
    private readonly DownPath _down;
    private readonly HintEmbedding _hint;
    private readonly Conv2d[] _out;
    private readonly Conv2d _midOut;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <param name="unet">The fields that it shares with a UNet.</param>
    /// <param name="config">Its own fields.</param>
    /// <exception cref="ConfigException">Values disagree or are not supported.</exception>
    public ControlNet(UNetConfig unet, ControlNetConfig config)
    {
        _config = config;
        // A control network's config has no way up; any will do for the check.
        UNetConfig = (unet with { UpBlockTypes = [.. unet.DownBlockTypes.Select(_ => UNetConfig.PlainUp)] }).Checked();
        ConfigException.Require(
            config.ControlnetConditioningChannelOrder is "rgb" or "bgr",
            $"controlnet_conditioning_channel_order is '{config.ControlnetConditioningChannelOrder}'; there are rgb and bgr.");
        _down = AddModule("", new DownPath(UNetConfig));
        var width = unet.BlockOutChannels[0];
        _hint = AddModule("controlnet_cond_embedding", new HintEmbedding(config.ConditioningChannels, config.ConditioningEmbeddingOutChannels, width));
        var channels = DownPath.SkipChannels(UNetConfig);
        _out = AddModules("controlnet_down_blocks", channels.Length, i => Zero(channels[i]));
        _midOut = AddModule("controlnet_mid_block", Zero(unet.BlockOutChannels[^1]));
    }

    /// <summary>The fields that it shares with a UNet.</summary>
    public UNetConfig UNetConfig { get; }

    /// <summary>Whether residuals are means over the plane; such a network was trained to act on the conditional answer only.</summary>
    public bool PoolsConditions => _config.GlobalPoolConditions;

    /// <summary>Residuals for the skip connections, in order, and for the middle.</summary>
    /// <param name="inputs">As the UNet's.</param>
    /// <param name="picture">[B, 3, H, W], the control picture in 0..1, eight times the latent's size.</param>
    /// <param name="scale">Strength of the control.</param>
    /// <param name="guess">Weakens fine levels (from 0.1 to 1), for use without a prompt.</param>
    public (Tensor[] Down, Tensor Mid) Forward(UNetInputs inputs, Tensor picture, double scale = 1, bool guess = false)
    {
        if (_config.ControlnetConditioningChannelOrder == "bgr")
            picture = picture.Flip(1);
        var hint = _hint.Forward(picture.To(inputs.Sample.Type));
        inputs.Observe?.Invoke("controlnet_cond_embedding", hint);
        var (mid, skips, _) = _down.Forward(inputs, hint);
        Tensor[] all = [.. skips.Select((skip, i) => _out[i].Forward(skip)), _midOut.Forward(mid)];
        for (var i = 0; i < all.Length; i++)
        {
            var factor = guess && !_config.GlobalPoolConditions ? Math.Pow(10, -1 + ((double)i / (all.Length - 1))) : 1;
            all[i] = all[i] * (factor * scale);
            if (_config.GlobalPoolConditions)
                all[i] = all[i].Mean([2, 3], keep: true);
        }

        return (all[..^1], all[^1]);
    }

    private static Conv2d Zero(int channels)
    {
        var conv = new Conv2d(channels, channels, 1);
        conv.Weight.Initializer = conv.Bias!.Initializer = Initializers.Zeros;
        return conv;
    }
}
