using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Positions;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Sd3;

/// <summary>The Stable Diffusion 3 and 3.5 transformer: the velocity of noisy latents. Parameters have the public diffusers keys.</summary>
/// <remarks>(Esser et al. 2024, arXiv 2403.03206)</remarks>
public sealed class Sd3Transformer : Module
{
    private readonly PatchEmbedding _patches;
    private readonly CombinedEmbedding _conditioning;
    private readonly Linear _textIn;
    private readonly Sd3Block[] _blocks;
    private readonly AdaptiveLayerNorm _norm;
    private readonly Linear _out;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Sizes disagree.</exception>
    public Sd3Transformer(Sd3Config config)
    {
        Config = config.Checked();
        _patches = AddModule("pos_embed", new PatchEmbedding(new()
        {
            Height = config.SampleSize,
            Width = config.SampleSize,
            PatchSize = config.PatchSize,
            InChannels = config.InChannels,
            EmbedDim = config.Width,
            PosEmbedMaxSize = config.PosEmbedMaxSize,
        }));
        _conditioning = AddModule("time_text_embed", new CombinedEmbedding(config.Width, config.PooledProjectionDim, guidance: false));
        _textIn = AddModule("context_embedder", new Linear(config.JointAttentionDim, config.Width));
        _blocks = AddModules("transformer_blocks", config.NumLayers, layer => new Sd3Block(config, layer));
        _norm = AddModule("norm_out", new AdaptiveLayerNorm(config.Width, config.Width));
        _out = AddModule("proj_out", new Linear(config.Width, config.PatchSize * config.PatchSize * (config.OutChannels ?? config.InChannels)));
    }

    /// <summary>Sizes.</summary>
    public Sd3Config Config { get; }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static Sd3Transformer From(Sd3Config config, ITensorSource source)
    {
        var model = new Sd3Transformer(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>The velocity. [B, C, H, W]</summary>
    /// <exception cref="ArgumentException">A part of the input does not fit the others or the network.</exception>
    public Tensor Forward(Sd3Input input)
    {
        var (rows, columns) = Patches.Grid(input.Latents, Config.PatchSize);
        var image = _patches.Forward(input.Latents);
        input.Observe?.Invoke("pos_embed", [image]);
        var conditioning = _conditioning.Forward(input.Timesteps, null, input.Pooled, image.Type);
        input.Observe?.Invoke("time_text_embed", [conditioning]);
        var text = _textIn.Forward(input.Text);
        input.Observe?.Invoke("context_embedder", [text]);

        for (var i = 0; i < _blocks.Length; i++)
        {
            using var scope = Tensor.Scope();
            if (!input.SkippedLayers.Contains(i))
            {
                (text, image) = _blocks[i].Forward(text, image, conditioning);
                input.Observe?.Invoke($"transformer_blocks.{i}", _blocks[i].IsLast ? [image] : [text, image]);
            }

            if (input.Residuals.Count > 0 && !_blocks[i].IsLast)
                image = image + input.Residuals[(int)(i / ((double)_blocks.Length / input.Residuals.Count))];
            scope.Keep(text);
            scope.Keep(image);
        }

        var normed = _norm.Forward(image, conditioning);
        input.Observe?.Invoke("norm_out", [normed]);
        return Patches.Join(_out.Forward(normed), rows, columns, Config.PatchSize);
    }
}
