using Atelier.Models.Layers.Positions;
using Atelier.Torch;

namespace Atelier.Models.Video.CogVideoX;

/// <summary>Text and latents as tokens, text first, with a fixed or learned position table where there is one.</summary>
internal sealed class CogVideoXPatches : Module
{
    private readonly CogVideoXConfig _config;
    private readonly Conv2d? _convolution;
    private readonly Linear? _linear;
    private readonly Linear _text;
    private readonly Parameter? _table;

    public CogVideoXPatches(CogVideoXConfig config)
    {
        _config = config;
        var (patch, width) = (config.PatchSize, config.Width);
        _convolution = config.PatchSizeT is null ? AddModule("proj", new Conv2d(config.InChannels, width, patch, patch, bias: config.PatchBias)) : null;
        _linear = config.PatchSizeT is { } frames ? AddModule("proj", new Linear(config.InChannels * patch * patch * frames, width)) : null;
        _text = AddModule("text_proj", new Linear(config.TextEmbedDim, width));
        if (!config.UseLearnedPositionalEmbeddings)
            return;
        var (rows, columns) = (config.SampleHeight / patch, config.SampleWidth / patch);
        var tokens = (((config.SampleFrames - 1) / config.TemporalCompressionRatio) + 1) * rows * columns;
        _table = AddParameter("pos_embedding", [1, config.MaxTextSeqLength + tokens, width], Initializers.Zeros);
    }

    /// <summary>Latents [B, frames, C, H, W] and text [B, L, C] to [B, L + N, width].</summary>
    public Tensor Forward(Tensor latents, Tensor text)
    {
        var video = _linear is null ? Convolve(latents) : _linear.Forward(Fold(latents)); // [B, N, C]
        var x = Tensor.Cat([_text.Forward(text), video], 1);
        if (!_config.HasTable)
            return x;
        if (text.Size(1) != _config.MaxTextSeqLength)
            throw new ArgumentException($"The position table begins after {_config.MaxTextSeqLength} text tokens, {text.Size(1)} were given.");
        return x + Table(latents).To(x.Device);
    }

    private Tensor Convolve(Tensor latents)
    {
        var patches = _convolution!.Forward(latents.Flatten(0, 1)); // [B frames, C, rows, columns]
        return patches.Flatten(2).Transpose(1, 2).Reshape(latents.Size(0), -1, _config.Width);
    }

    // Channels of a patch: channel, frame, row, column.
    private Tensor Fold(Tensor latents)
    {
        var (batch, frames, channels, height, width) = (latents.Size(0), latents.Size(1), latents.Size(2), latents.Size(3), latents.Size(4));
        var (t, p) = (_config.PatchSizeT!.Value, _config.PatchSize);
        return latents.Reshape(batch, frames / t, t, channels, height / p, p, width / p, p)
            .Permute(0, 1, 4, 6, 3, 2, 5, 7)
            .Reshape(batch, -1, channels * t * p * p);
    }

    private Tensor Table(Tensor latents)
    {
        var (frames, height, width) = ((int)latents.Size(1), (int)latents.Size(3), (int)latents.Size(4));
        if (_table is not null)
        {
            return _config.MaxTextSeqLength + (frames * (height / _config.PatchSize) * (width / _config.PatchSize)) == _table.Shape[1]
                ? _table.Value.Widened()
                : throw new ArgumentException(
                    $"The learned position table is for latents of {_config.SampleWidth} x {_config.SampleHeight} and {_config.SampleFrames} frames, not {latents.Describe()}.");
        }

        var video = SinusoidTable.Video(
            frames, height / _config.PatchSize, width / _config.PatchSize, _config.Width, _config.SpatialInterpolationScale, _config.TemporalInterpolationScale);
        return Tensor.Cat([Tensor.Zeros([_config.MaxTextSeqLength, _config.Width]), video]).Unsqueeze(0);
    }
}
