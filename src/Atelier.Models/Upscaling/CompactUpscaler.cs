using Atelier.Torch;

namespace Atelier.Models.Upscaling;

/// <summary>A run of convolutions at the size of the small picture, and what it adds to enlarged pixels. Parameters have the public keys.</summary>
/// <remarks>(SRVGGNetCompact: Wang et al. 2021, Real-ESRGAN, arXiv 2107.10833, and its later compact models.)</remarks>
public sealed class CompactUpscaler : UpscalingNetwork
{
    private readonly List<Func<Tensor, Tensor>> _body = [];

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">A size is out of range.</exception>
    public CompactUpscaler(CompactUpscalerConfig config)
    {
        Config = config.Checked();
        for (var i = 0; i <= config.NumConv; i++)
        {
            _body.Add(AddModule($"body.{2 * i}", new Conv2d(i == 0 ? 3 : config.NumFeat, config.NumFeat, 3, padding: 1)).Forward);
            _body.Add(AddModule($"body.{(2 * i) + 1}", new PRelu(config.NumFeat)).Forward);
        }

        _body.Add(AddModule($"body.{(2 * config.NumConv) + 2}", new Conv2d(config.NumFeat, 3 * config.Upscale * config.Upscale, 3, padding: 1)).Forward);
    }

    /// <summary>Sizes.</summary>
    public CompactUpscalerConfig Config { get; }

    /// <inheritdoc/>
    public override int Scale => Config.Upscale;

    /// <inheritdoc/>
    public override int SizeStep => 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor pictures)
    {
        var details = _body.Aggregate(pictures, (x, layer) => layer(x)).PixelShuffle(Scale);
        return details + pictures.UpsampleNearest(pictures.Size(2) * Scale, pictures.Size(3) * Scale);
    }
}
