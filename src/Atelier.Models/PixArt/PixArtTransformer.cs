using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Positions;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.PixArt;

/// <summary>The PixArt-alpha and PixArt-sigma transformer: noise and variance of noisy latents. Parameters have the public diffusers keys.</summary>
/// <remarks>(Chen et al. 2023, arXiv 2310.00426; Chen et al. 2024, arXiv 2403.04692)</remarks>
public sealed class PixArtTransformer : Module
{
    // What the reference adds to the scores of text that is not seen.
    private const double Hidden = -10000;

    private readonly PatchEmbedding _patches;
    private readonly SizeEmbedding _conditioning;
    private readonly Linear _modulation;
    private readonly EmbeddingMlp? _textIn;
    private readonly PixArtBlock[] _blocks;
    private readonly Parameter _table;
    private readonly Linear _out;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Sizes disagree.</exception>
    public PixArtTransformer(PixArtConfig config)
    {
        Config = config.Checked();
        var width = config.Width;
        _patches = AddModule("pos_embed", new PatchEmbedding(new()
        {
            Height = config.SampleSize,
            Width = config.SampleSize,
            PatchSize = config.PatchSize,
            InChannels = config.InChannels,
            EmbedDim = width,
            InterpolationScale = config.InterpolationScale ?? Math.Max(config.SampleSize / 64, 1),
        }));
        _conditioning = AddModule("adaln_single.emb", new SizeEmbedding(width, width / 3, config.HasSizes));
        _modulation = AddModule("adaln_single.linear", new Linear(width, 6 * width));
        _textIn = config.CaptionChannels is { } channels
            ? AddModule("caption_projection", new EmbeddingMlp(channels, width, activation: "gelu_pytorch_tanh"))
            : null;
        _blocks = AddModules("transformer_blocks", config.NumLayers, _ => new PixArtBlock(config));
        _table = AddParameter("scale_shift_table", [2, width], Initializers.Normal(1 / Math.Sqrt(width)));
        _out = AddModule("proj_out", new Linear(width, config.PatchSize * config.PatchSize * (config.OutChannels ?? config.InChannels)));
    }

    /// <summary>Sizes.</summary>
    public PixArtConfig Config { get; }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static PixArtTransformer From(PixArtConfig config, ITensorSource source)
    {
        var model = new PixArtTransformer(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>Noise, then variance. [B, out, H, W]</summary>
    /// <exception cref="ArgumentException">A part of the input does not fit the others or the network.</exception>
    public Tensor Forward(PixArtInput input)
    {
        var (rows, columns) = Patches.Grid(input.Latents, Config.PatchSize);
        var x = _patches.Forward(input.Latents);
        input.Observe?.Invoke("pos_embed", [x]);
        var time = _conditioning.Forward(input.Timesteps, input.Resolution, input.AspectRatio, x.Type); // [B, C]
        var modulation = _modulation.Forward(time.Silu());
        input.Observe?.Invoke("adaln_single", [modulation, time]);
        var text = _textIn?.Forward(input.Text) ?? input.Text;
        input.Observe?.Invoke("caption_projection", [text]);
        var bias = input.TextMask?.To(x.Type).RSub(1).Mul(Hidden).Unsqueeze(1).Unsqueeze(1); // [B, 1, 1, L]

        var shared = modulation.Reshape(x.Size(0), 6, -1);
        for (var i = 0; i < _blocks.Length; i++)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(_blocks[i].Forward(x, shared, text, bias));
            input.Observe?.Invoke($"transformer_blocks.{i}", [x]);
        }

        var normed = Modulated.Plain(x);
        input.Observe?.Invoke("norm_out", [normed]);
        var parts = (time.Unsqueeze(1) + _table.Value).Chunk(2, 1); // shift, scale
        return Patches.Join(_out.Forward(parts[0].AddCMul(normed, parts[1] + 1)), rows, columns, Config.PatchSize);
    }
}
