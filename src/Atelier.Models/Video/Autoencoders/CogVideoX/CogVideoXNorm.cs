using Atelier.Torch;

namespace Atelier.Models.Video.Autoencoders.CogVideoX;

/// <summary>A group norm over a whole stretch of frames; in the decoder scaled and shifted by the latents below. [B, C, T, H, W]</summary>
internal sealed class CogVideoXNorm : Module
{
    private readonly GroupNorm _norm;
    private readonly CogVideoXConv? _scale, _shift;

    /// <param name="channels">Channels.</param>
    /// <param name="config">Groups.</param>
    /// <param name="latents">Whether latents scale and shift it.</param>
    public CogVideoXNorm(int channels, AutoencoderKLCogVideoXConfig config, bool latents)
    {
        // The public decoder's norms keep their own epsilon whatever the configuration says.
        _norm = AddModule(latents ? "norm_layer" : "", new GroupNorm(config.NormNumGroups, channels, latents ? 1e-6 : config.NormEps));
        if (!latents)
            return;
        _scale = AddModule("conv_y", new CogVideoXConv(config.LatentChannels, channels, 1));
        _shift = AddModule("conv_b", new CogVideoXConv(config.LatentChannels, channels, 1));
    }

    public Tensor Forward(Tensor x, Tensor? latents, FrameCache cache)
    {
        var normed = _norm.Forward(x);
        if (_scale is null)
            return normed;
        var resized = Resized(latents!, x);
        return (normed * _scale.Forward(resized, cache)) + _shift!.Forward(resized, cache);
    }

    // Of an odd number of frames the first stands for itself alone.
    private static Tensor Resized(Tensor latents, Tensor x)
    {
        var (frames, rows, columns) = (x.Size(2), x.Size(3), x.Size(4));
        if (frames == 1 || frames % 2 == 0)
            return latents.UpsampleNearest(frames, rows, columns);
        return Tensor.Cat(
            [latents.Frames(0, 1).UpsampleNearest(1, rows, columns), latents.Slice(2, 1).UpsampleNearest(frames - 1, rows, columns)], 2);
    }
}
