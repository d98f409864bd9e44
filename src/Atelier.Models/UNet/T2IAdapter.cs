using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>A small network that turns a picture into features for each level of a UNet's way down. Parameters have the public diffusers keys.</summary>
/// <remarks>(Mou et al. 2023, arXiv 2302.08453.)</remarks>
public sealed class T2IAdapter : Module
{
    private readonly T2IAdapterConfig _config;
    private readonly Conv2d? _convIn;
    private readonly List<T2IAdapterStage> _stages = [];

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">A value is out of range or unknown.</exception>
    public T2IAdapter(T2IAdapterConfig config)
    {
        _config = config.Checked();
        var (folded, widths) = (config.InChannels * config.DownscaleFactor * config.DownscaleFactor, config.Channels);
        var light = config.AdapterType == "light_adapter";
        _convIn = light ? null : AddModule("adapter.conv_in", new Conv2d(folded, widths[0], 3, padding: 1));
        for (var i = 0; i < widths.Count; i++)
        {
            var halves = config.AdapterType == "full_adapter_xl" ? i == 2 : i > 0;
            Add(i > 0 ? widths[i - 1] : light ? folded : widths[0], widths[i], halves);
        }

        // The light form has one stage more, for the middle of the UNet.
        if (light)
            Add(widths[^1], widths[^1], halves: true);

        void Add(int inputs, int outputs, bool halves) =>
            _stages.Add(AddModule($"adapter.body.{_stages.Count}", new T2IAdapterStage(inputs, outputs, config.NumResBlocks, halves, light)));
    }

    /// <summary>Channels of the picture.</summary>
    public int Channels => _config.InChannels;

    /// <summary>Features, from fine to coarse, each to be scaled and handed to the UNet.</summary>
    /// <param name="picture">[B, in, H, W] in 0..1, sides divisible by the downscale factor.</param>
    public Tensor[] Forward(Tensor picture)
    {
        var x = picture.PixelUnshuffle(_config.DownscaleFactor);
        x = _convIn?.Forward(x) ?? x;
        return [.. _stages.Select(stage => x = stage.Forward(x))];
    }
}
