using Atelier.Models.Configs;
using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Layers.Rotary;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Video.CogVideoX;

/// <summary>The CogVideoX video transformer (2B, 5B, 1.5): v-prediction of noisy latents under a text. Parameters have the public diffusers keys.</summary>
/// <remarks>(Yang et al. 2024, arXiv 2408.06072)</remarks>
public sealed class CogVideoXTransformer : Module
{
    private readonly CogVideoXPatches _patches;
    private readonly Linear _time1, _time2, _normOutLinear, _out;
    private readonly Linear? _offset1, _offset2;
    private readonly CogVideoXBlock[] _blocks;
    private readonly LayerNorm _normFinal, _normOut;
    private readonly Func<Tensor, Tensor> _timeAct;
    private readonly RotaryCache? _rotary;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="ConfigException">Fields disagree.</exception>
    /// <exception cref="ArgumentException">An activation is unknown.</exception>
    public CogVideoXTransformer(CogVideoXConfig config)
    {
        Config = config.Checked();
        var (width, time) = (config.Width, config.TimeEmbedDim);
        _timeAct = Activations.ByName(config.TimestepActivationFn);
        _patches = AddModule("patch_embed", new CogVideoXPatches(config));
        _time1 = AddModule("time_embedding.linear_1", new Linear(width, time));
        _time2 = AddModule("time_embedding.linear_2", new Linear(time, time));
        _offset1 = config.OfsEmbedDim is { } offset ? AddModule("ofs_embedding.linear_1", new Linear(offset, offset)) : null;
        _offset2 = config.OfsEmbedDim is { } same ? AddModule("ofs_embedding.linear_2", new Linear(same, same)) : null;
        _blocks = AddModules("transformer_blocks", config.NumLayers, _ => new CogVideoXBlock(config));
        _normFinal = AddModule("norm_final", new LayerNorm(width, config.NormEps, config.NormElementwiseAffine));
        _normOutLinear = AddModule("norm_out.linear", new Linear(time, 2 * width));
        _normOut = AddModule("norm_out.norm", new LayerNorm(width, config.NormEps, config.NormElementwiseAffine));
        _out = AddModule("proj_out", new Linear(width, config.PatchSize * config.PatchSize * (config.PatchSizeT ?? 1) * config.Outputs));
        _out.Weight.Initializer = _out.Bias!.Initializer = Initializers.Zeros;
        _rotary = config.UseRotaryPositionalEmbeddings ? new(config.RotaryAxes) : null;
    }

    /// <summary>Sizes.</summary>
    public CogVideoXConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static CogVideoXTransformer Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<CogVideoXConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static CogVideoXTransformer From(CogVideoXConfig config, ITensorSource source)
    {
        var model = new CogVideoXTransformer(config);
        StateDict.Load(model, source, ignore: name => !config.UseLearnedPositionalEmbeddings && name == "patch_embed.pos_embedding");
        return model;
    }

    /// <summary>The turns of the video tokens of latents of a size.</summary>
    /// <exception cref="InvalidOperationException">The network has a position table instead.</exception>
    public RotaryTable Rotations(int frames, int height, int width) => _rotary is null
        ? throw new InvalidOperationException("This CogVideoX transformer has a position table in place of rotations.")
        : _rotary.Of(CogVideoXPositions.Of(Config, frames, height, width));

    /// <summary>The v-prediction. [B, frames, C, H, W]</summary>
    /// <exception cref="ArgumentException">A part of the input does not fit the others or the network.</exception>
    public Tensor Forward(CogVideoXInput input)
    {
        var latents = input.Latents;
        Check(latents);
        var texts = input.Text.Size(1);
        var time = Time(input); // [B, T]
        var x = _patches.Forward(latents.Widened(), input.Text.Widened()); // [B, L + N, C]
        input.Observe?.Invoke("patch_embed", [x]);
        var rotary = input.Rotary ?? (_rotary is null ? null : Rotations((int)latents.Size(1), (int)latents.Size(3), (int)latents.Size(4)));
        var (text, video) = (x.Narrow(1, 0, texts), x.Slice(1, texts));
        for (var i = 0; i < _blocks.Length; i++)
        {
            using var scope = Tensor.Scope();
            (video, text) = _blocks[i].Forward(video, text, time, rotary, input.Reuse, i);
            input.Observe?.Invoke($"transformer_blocks.{i}", [video, text]);
            scope.Keep(video);
            scope.Keep(text);
        }

        var parts = _normOutLinear.Forward(time.Silu()).Unsqueeze(1).Chunk(2, -1);
        video = (_normOut.Forward(_normFinal.Forward(video)) * (parts[1] + 1)) + parts[0];
        input.Observe?.Invoke("norm_out", [video]);
        return Unpatchify(_out.Forward(video), latents);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _rotary?.Dispose();
    }

    private void Check(Tensor latents)
    {
        var (frames, patch) = (Config.PatchSizeT ?? 1, Config.PatchSize);
        if (latents.Rank != 5 || latents.Size(2) != Config.InChannels)
            throw new ArgumentException($"Latents are [B, frames, {Config.InChannels}, H, W], not {latents.Describe()}.");
        if (latents.Size(1) % frames != 0 || latents.Size(3) % patch != 0 || latents.Size(4) % patch != 0)
            throw new ArgumentException($"Latents {latents.Describe()} do not divide into patches of {frames} x {patch} x {patch}.");
    }

    private Tensor Time(CogVideoXInput input)
    {
        var time = _time2.Forward(_timeAct(_time1.Forward(Waves(input.Timesteps, Config.Width))));
        input.Observe?.Invoke("time_embedding", [time]);
        if (input.Offset is null != _offset1 is null)
            throw new ArgumentException(_offset1 is null ? "This CogVideoX transformer takes no offset." : "This CogVideoX transformer needs a frame offset.");
        return _offset1 is null
            ? time
            : time + _offset2!.Forward(_timeAct(_offset1.Forward(Waves(input.Offset!, Config.OfsEmbedDim!.Value))));
    }

    private Tensor Waves(Tensor values, int width) =>
        Sinusoid.Embed(values, width, cosineFirst: Config.FlipSinToCos, frequencyShift: Config.FreqShift);

    // Channels of a patch: channel, frame, row, column.
    private Tensor Unpatchify(Tensor x, Tensor latents)
    {
        var (frames, height, width) = (latents.Size(1), latents.Size(3), latents.Size(4));
        var (t, p) = (Config.PatchSizeT ?? 1, Config.PatchSize);
        return x.Reshape(-1, frames / t, height / p, width / p, Config.Outputs, t, p, p)
            .Permute(0, 1, 5, 4, 2, 6, 3, 7)
            .Reshape(-1, frames, Config.Outputs, height, width);
    }
}
