using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>The conditional UNet of Stable Diffusion and SDXL. Parameters have the public diffusers keys.</summary>
/// <remarks>(Rombach et al. 2021, arXiv 2112.10752; Podell et al. 2023, arXiv 2307.01952.)</remarks>
public sealed class UNetModel : Module
{
    private readonly DownPath _down;
    private readonly UpBlock[] _up;
    private readonly GroupNorm? _normOut;
    private readonly Conv2d _convOut;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Values disagree or are not supported.</exception>
    public UNetModel(UNetConfig config)
    {
        Config = config.Checked();
        _down = AddModule("", new DownPath(config));
        _up = AddModules("up_blocks", config.BlockOutChannels.Count, i => new UpBlock(config, i));
        var width = config.BlockOutChannels[0];
        _normOut = config.NormNumGroups is { } groups ? AddModule("conv_norm_out", new GroupNorm(groups, width, config.NormEps)) : null;
        _convOut = AddModule("conv_out", new Conv2d(width, config.OutChannels, config.ConvOutKernel, padding: (config.ConvOutKernel - 1) / 2));
    }

    /// <summary>Sizes and parts.</summary>
    public UNetConfig Config { get; }

    /// <summary>Skip connections from the way down to the way up, the first convolution's output among them.</summary>
    public int SkipCount => DownPath.SkipChannels(Config).Length;

    /// <summary>What the network predicts for a noisy latent. [B, out, H, W]</summary>
    /// <exception cref="ArgumentException">An input does not fit the network, or one that it needs is missing.</exception>
    public Tensor Forward(UNetInputs inputs)
    {
        var (x, skips, context) = _down.Forward(inputs);
        if (inputs.DownResiduals.Count > 0 && inputs.DownResiduals.Count != skips.Count)
            throw new ArgumentException($"{inputs.DownResiduals.Count} control residuals were given for {skips.Count} skip connections.");
        for (var i = 0; i < inputs.DownResiduals.Count; i++)
            skips[i] = skips[i] + inputs.DownResiduals[i];
        if (inputs.MidResidual is not null)
            x = x + inputs.MidResidual;
        for (var i = 0; i < _up.Length; i++)
        {
            x = _up[i].Forward(x, skips, context, inputs.FreeU);
            inputs.Observe?.Invoke($"up_blocks.{i}", x);
        }

        if (_normOut is not null)
            x = Activations.OfOwned(Config.ActFn)(_normOut.Forward(x));
        return _convOut.Forward(x, inputs.Adapters);
    }
}
