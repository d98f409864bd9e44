using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>The way down and the middle, which a UNet and its control networks have alike.</summary>
internal sealed class DownPath : Module
{
    private readonly UNetConfig _config;
    private readonly Conv2d _convIn;
    private readonly TimeConditioning _time;
    private readonly Linear? _textIn;
    private readonly DownBlock[] _blocks;
    private readonly MidBlock? _mid;

    public DownPath(UNetConfig config)
    {
        _config = config;
        _convIn = AddModule(
            "conv_in", new Conv2d(config.InChannels, config.BlockOutChannels[0], config.ConvInKernel, padding: (config.ConvInKernel - 1) / 2));
        _time = AddModule("", new TimeConditioning(config));
        _textIn = config.EncoderHidDimType is null && config.EncoderHidDim is null
            ? null
            : AddModule("encoder_hid_proj", new Linear(config.EncoderHidDim!.Value, config.CrossAttentionDim[0]));
        _blocks = AddModules("down_blocks", config.BlockOutChannels.Count, i => new DownBlock(config, i));
        _mid = config.MidBlockType is null ? null : AddModule("mid_block", new MidBlock(config));
    }

    /// <summary>Channels of the skip connections, in order.</summary>
    public static int[] SkipChannels(UNetConfig config)
    {
        var channels = new List<int> { config.BlockOutChannels[0] };
        for (var level = 0; level < config.BlockOutChannels.Count; level++)
        {
            var halves = level < config.BlockOutChannels.Count - 1 ? 1 : 0;
            channels.AddRange(Enumerable.Repeat(config.BlockOutChannels[level], config.LayersPerBlock[level] + halves));
        }

        return [.. channels];
    }

    /// <summary>Runs down and through the middle.</summary>
    /// <param name="inputs">The call.</param>
    /// <param name="hint">A control picture's map, added after the first convolution; null for a UNet.</param>
    public (Tensor Mid, List<Tensor> Skips, UNetContext Context) Forward(UNetInputs inputs, Tensor? hint = null)
    {
        var context = Context(inputs);
        var x = _convIn.Forward(_config.CenterInputSample ? (inputs.Sample * 2) - 1 : inputs.Sample, inputs.Adapters);
        inputs.Observe?.Invoke("conv_in", x);
        if (hint is not null)
            x = x + hint;
        var skips = new List<Tensor> { x };
        var features = new Queue<Tensor>(inputs.BlockFeatures);
        for (var i = 0; i < _blocks.Length; i++)
        {
            var (output, own) = _blocks[i].Forward(x, context, features.TryDequeue(out var feature) ? feature : null);
            inputs.Observe?.Invoke($"down_blocks.{i}.0", output);
            for (var k = 0; k < own.Count; k++)
                inputs.Observe?.Invoke($"down_blocks.{i}.1.{k}", own[k]);
            x = output;
            skips.AddRange(own);
        }

        if (_mid is not null)
        {
            x = _mid.Forward(x, context);
            inputs.Observe?.Invoke("mid_block", x);
            // A light T2I adapter has one feature more, for the middle.
            if (features.TryPeek(out var last) && last.Shape.AsSpan().SequenceEqual(x.Shape))
                x = x + last;
        }

        return (x, skips, context);
    }

    private UNetContext Context(UNetInputs inputs)
    {
        var sample = inputs.Sample;
        if (sample.Rank != 4 || sample.Size(1) != _config.InChannels)
            throw new ArgumentException($"The sample of this network is [B, {_config.InChannels}, H, W], not {sample.Describe()}.");
        var text = _textIn?.Forward(inputs.Text, inputs.Adapters) ?? inputs.Text;
        if (text.Rank != 3 || text.Size(0) != sample.Size(0) || text.Size(2) != _config.CrossAttentionDim[0])
            throw new ArgumentException($"The text of this network is [{sample.Size(0)}, L, {_config.CrossAttentionDim[0]}], not {text.Describe()}.");
        // As the reference: hidden tokens are put off by -10000, not by infinity.
        var bias = inputs.TextMask is { } mask ? ((1 - mask.To(text.Type)) * -10000.0).Unsqueeze(1).Unsqueeze(1) : null;
        foreach (var picture in inputs.Pictures)
            picture.Check(sample.Size(0));
        return new(_time.Forward(inputs), text, bias, inputs.Adapters, inputs.Pictures, inputs.Perturbed);
    }
}
