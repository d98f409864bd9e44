using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Rotary;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Flux2;

/// <summary>The FLUX.2 rectified-flow transformer: the velocity of image tokens. Parameters have the public diffusers keys.</summary>
/// <remarks>(Black Forest Labs 2025, FLUX.2)</remarks>
public sealed class Flux2Transformer : Module
{
    private readonly EmbeddingMlp _time;
    private readonly EmbeddingMlp? _guidance;
    private readonly Modulation _imageModulation, _textModulation, _singleModulation;
    private readonly Linear _imageIn, _textIn, _out;
    private readonly Flux2DoubleBlock[] _doubles;
    private readonly Flux2SingleBlock[] _singles;
    private readonly AdaptiveLayerNorm _norm;
    private readonly RotaryCache _rotary;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Sizes disagree.</exception>
    public Flux2Transformer(Flux2Config config)
    {
        Config = config.Checked();
        var width = config.Width;
        EmbeddingMlp Embedding() => new(config.TimestepGuidanceChannels, width, bias: false);
        Modulation Modulation(int parts) => new(width, width, parts, bias: false);
        _time = AddModule("time_guidance_embed.timestep_embedder", Embedding());
        _guidance = config.GuidanceEmbeds ? AddModule("time_guidance_embed.guidance_embedder", Embedding()) : null;
        _imageModulation = AddModule("double_stream_modulation_img", Modulation(6));
        _textModulation = AddModule("double_stream_modulation_txt", Modulation(6));
        _singleModulation = AddModule("single_stream_modulation", Modulation(3));
        _imageIn = AddModule("x_embedder", new Linear(config.InChannels, width, bias: false));
        _textIn = AddModule("context_embedder", new Linear(config.JointAttentionDim, width, bias: false));
        _doubles = AddModules("transformer_blocks", config.NumLayers, _ => new Flux2DoubleBlock(config));
        _singles = AddModules("single_transformer_blocks", config.NumSingleLayers, _ => new Flux2SingleBlock(config));
        _norm = AddModule("norm_out", new AdaptiveLayerNorm(width, width, config.Eps, bias: false));
        _out = AddModule(
            "proj_out", new Linear(width, config.PatchSize * config.PatchSize * (config.OutChannels ?? config.InChannels), bias: false));
        _rotary = new(config.AxesDimsRope, config.RopeTheta);
    }

    /// <summary>Sizes.</summary>
    public Flux2Config Config { get; }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static Flux2Transformer From(Flux2Config config, ITensorSource source)
    {
        var model = new Flux2Transformer(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>The velocity of all image tokens, references included. [B, N, out]</summary>
    /// <exception cref="ArgumentException">A part of the input does not fit the others or the network.</exception>
    public Tensor Forward(Flux2Input input)
    {
        var conditioning = Embed(input);
        input.Observe?.Invoke("time_guidance_embed", [conditioning]);
        var activated = conditioning.Silu();
        Tensor[] Parts(Modulation modulation, string name)
        {
            input.Observe?.Invoke(name, [modulation.Linear.Forward(activated)]);
            return modulation.Forward(activated);
        }

        var imageParts = Parts(_imageModulation, "double_stream_modulation_img");
        var textParts = Parts(_textModulation, "double_stream_modulation_txt");
        var singleParts = Parts(_singleModulation, "single_stream_modulation");
        var (text, image) = (_textIn.Forward(input.Text), _imageIn.Forward(input.Image));
        var rotary = (_rotary.Of(input.TextPositions), _rotary.Of(input.ImagePositions));
        for (var i = 0; i < _doubles.Length; i++)
        {
            using var scope = Tensor.Scope();
            (text, image) = _doubles[i].Forward(text, image, textParts, imageParts, rotary);
            input.Observe?.Invoke($"transformer_blocks.{i}", [text, image]);
            scope.Keep(text);
            scope.Keep(image);
        }

        var x = Tensor.Cat([text, image], 1);
        var all = _rotary.Of(Tensor.Cat([input.TextPositions, input.ImagePositions], 0));
        for (var i = 0; i < _singles.Length; i++)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(_singles[i].Forward(x, singleParts, all));
            input.Observe?.Invoke($"single_transformer_blocks.{i}", [x]);
        }

        var normed = _norm.Forward(x.Narrow(1, text.Size(1), image.Size(1)), conditioning);
        input.Observe?.Invoke("norm_out", [normed]);
        return _out.Forward(normed);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _rotary.Dispose();
        base.Dispose(disposing);
    }

    private Tensor Embed(Flux2Input input)
    {
        Tensor Of(EmbeddingMlp mlp, Tensor number) =>
            mlp.Forward(Sinusoid.Embed(number.To(input.Image.Type) * 1000, Config.TimestepGuidanceChannels).To(input.Image.Type));
        var time = Of(_time, input.Timesteps);
        return _guidance is not null && input.Guidance is { } guidance ? time + Of(_guidance, guidance) : time; // [B, C]
    }
}
