using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Rotary;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.QwenImage;

/// <summary>The Qwen-Image transformer: the velocity of image tokens. Parameters have the public diffusers keys.</summary>
/// <remarks>(Wu et al. 2025, arXiv 2508.02324)</remarks>
public sealed class QwenImageTransformer : Module
{
    private const int TimeChannels = 256;

    private readonly EmbeddingMlp _time;
    private readonly RmsNorm _textNorm;
    private readonly Linear _imageIn, _textIn, _out;
    private readonly QwenImageBlock[] _blocks;
    private readonly AdaptiveLayerNorm _norm;
    private readonly RotaryCache _rotary;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Sizes disagree.</exception>
    public QwenImageTransformer(QwenImageConfig config)
    {
        Config = config.Checked();
        var width = config.Width;
        _time = AddModule("time_text_embed.timestep_embedder", new EmbeddingMlp(TimeChannels, width));
        _textNorm = AddModule("txt_norm", new RmsNorm(config.JointAttentionDim));
        _imageIn = AddModule("img_in", new Linear(config.InChannels, width));
        _textIn = AddModule("txt_in", new Linear(config.JointAttentionDim, width));
        _blocks = AddModules("transformer_blocks", config.NumLayers, _ => new QwenImageBlock(config));
        _norm = AddModule("norm_out", new AdaptiveLayerNorm(width, width));
        _out = AddModule("proj_out", new Linear(width, config.PatchSize * config.PatchSize * (config.OutChannels ?? config.InChannels)));
        _rotary = new(config.AxesDimsRope);
    }

    /// <summary>Sizes.</summary>
    public QwenImageConfig Config { get; }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static QwenImageTransformer From(QwenImageConfig config, ITensorSource source)
    {
        var model = new QwenImageTransformer(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>The velocity of all image tokens, conditions included. [B, N, p p out]</summary>
    /// <exception cref="ArgumentException">The grids have another number of tokens than the image.</exception>
    public Tensor Forward(QwenImageInput input)
    {
        var (batch, tokens, noisy) = (input.Image.Size(0), input.Grids.Sum(Count), Count(input.Grids[0]));
        if (tokens != input.Image.Size(1))
            throw new ArgumentException($"Grids of {tokens} tokens were given for {input.Image.Size(1)} image tokens.");
        var image = _imageIn.Forward(input.Image);
        var time = input.Timesteps.To(image.Type);
        // The second half of the batch is the conditions' time.
        var times = Config.ZeroCondT ? Tensor.Cat([time, time.ZerosLike()], 0) : time;
        var vectors = _time.Forward(Sinusoid.Embed(times, TimeChannels, scale: 1000).To(image.Type));
        input.Observe?.Invoke("time_text_embed", [vectors]);
        var conditioning = vectors.Narrow(0, 0, batch);
        var imageVectors = Tensor.Stack(vectors.Chunk(Config.ZeroCondT ? 2 : 1, 0), 1).Silu(); // [B, runs, C]
        var runs = Config.ZeroCondT ? Tensor.Arange(0, tokens, device: image.Device).Ge(noisy).To(ScalarType.Int64) : null;
        var text = _textIn.Forward(_textNorm.Forward(input.Text));
        input.Observe?.Invoke("txt_in", [text]);

        Tensor Placed(Tensor ids) => ids.To(image.Device);
        var rotary = (_rotary.Of(Placed(QwenImagePositions.Text(input.Grids, text.Size(1)))), _rotary.Of(Placed(QwenImagePositions.Image(input.Grids))));
        var seen = input.TextMask is { } mask
            ? AttentionMask.Keys(Tensor.Cat([mask.Ne(0), Tensor.Ones([batch, tokens], ScalarType.Bool, image.Device)], 1))
            : null;
        for (var i = 0; i < _blocks.Length; i++)
        {
            using var scope = Tensor.Scope();
            (text, image) = _blocks[i].Forward(text, image, conditioning.Unsqueeze(1).Silu(), imageVectors, runs, rotary, seen);
            input.Observe?.Invoke($"transformer_blocks.{i}", [text, image]);
            scope.Keep(text);
            scope.Keep(image);
        }

        var normed = _norm.Forward(image, conditioning);
        input.Observe?.Invoke("norm_out", [normed]);
        return _out.Forward(normed);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _rotary.Dispose();
        base.Dispose(disposing);
    }

    private static int Count((int Frames, int Rows, int Columns) grid) => grid.Frames * grid.Rows * grid.Columns;
}
