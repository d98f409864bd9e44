using Atelier.Models.Layers.Attention;
using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Positions;
using Atelier.Models.Layers.Rotary;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Lumina2;

/// <summary>The Lumina-Image 2 transformer: the negative velocity of noisy latents. Parameters have the public diffusers keys.</summary>
/// <remarks>(Qin et al. 2025, arXiv 2503.21758)</remarks>
public sealed class Lumina2Transformer : Module
{
    private const int TimeChannels = 256;
    private static readonly GatedBlockNames Plain = new("", "norm1", "norm2", "attn", "linear_1", "linear_2", "linear_3");
    private static readonly GatedBlockNames Modulated = Plain with { Modulation = "norm1.linear", Norm1 = "norm1.norm" };

    private readonly Linear _imageIn, _textIn;
    private readonly EmbeddingMlp _time;
    private readonly RmsNorm _textNorm;
    private readonly GatedBlock[] _textRefiner, _imageRefiner, _blocks;
    private readonly ScaledLayerNorm _out;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Sizes disagree.</exception>
    public Lumina2Transformer(Lumina2Config config)
    {
        Config = config.Checked();
        var (width, patch) = (config.HiddenSize, config.PatchSize * config.PatchSize);
        GatedBlock Block(bool modulated) => new(
            modulated ? Modulated : Plain,
            width,
            config.NumAttentionHeads,
            config.NumKvHeads,
            config.InnerWidth,
            config.NormEps,
            modulated ? config.ConditioningWidth : null);
        _imageIn = AddModule("x_embedder", new Linear(patch * config.InChannels, width));
        _time = AddModule("time_caption_embed.timestep_embedder", new EmbeddingMlp(TimeChannels, config.ConditioningWidth));
        _textNorm = AddModule("time_caption_embed.caption_embedder.0", new RmsNorm(config.CapFeatDim, config.NormEps));
        _textIn = AddModule("time_caption_embed.caption_embedder.1", new Linear(config.CapFeatDim, width));
        _imageRefiner = AddModules("noise_refiner", config.NumRefinerLayers, _ => Block(modulated: true));
        _textRefiner = AddModules("context_refiner", config.NumRefinerLayers, _ => Block(modulated: false));
        _blocks = AddModules("layers", config.NumLayers, _ => Block(modulated: true));
        _out = AddModule("norm_out", new ScaledLayerNorm(config.ConditioningWidth, width, patch * (config.OutChannels ?? config.InChannels)));
    }

    /// <summary>Sizes.</summary>
    public Lumina2Config Config { get; }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static Lumina2Transformer From(Lumina2Config config, ITensorSource source)
    {
        var model = new Lumina2Transformer(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>The negative velocity. [B, C, H, W]</summary>
    /// <exception cref="ArgumentException">The latents do not divide into patches.</exception>
    public Tensor Forward(Lumina2Input input)
    {
        var (rows, columns) = Patches.Grid(input.Latents, Config.PatchSize);
        var (count, device) = (rows * columns, input.Latents.Device);
        var conditioning = _time.Forward(Sinusoid.Embed(input.Timesteps, TimeChannels).To(input.Latents.Type));
        var text = _textIn.Forward(_textNorm.Forward(input.Text));
        input.Observe?.Invoke("time_caption_embed", [conditioning, text]);
        var image = _imageIn.Forward(Patches.Cut(input.Latents, Config.PatchSize));

        var lengths = input.TextMask.Ne(0).To(ScalarType.Int64).Sum([1]).ToArray<long>();
        using var textTurns = Turns([.. lengths.Select(_ => PackedTokens.Line(0, text.Size(1)))], device);
        using var textRotary = textTurns.Only(PackedTokens.Real(lengths, device, text.Size(1)));
        using var imageRotary = Turns([.. lengths.Select(length => PackedTokens.Plane(length, rows, columns))], device);
        using var rotary = Turns(
            [.. lengths.Select(length => Tensor.Cat([PackedTokens.Line(0, length), PackedTokens.Plane(length, rows, columns)], 0))], device);

        var activated = conditioning.Silu();
        text = Run(_textRefiner, "context_refiner", text, textRotary, input.TextMask, null, input);
        image = Run(_imageRefiner, "noise_refiner", image, imageRotary, null, activated, input);
        var joint = PackedTokens.Stack([.. lengths.Select((length, i) => Tensor.Cat([text.Select(0, i).Narrow(0, 0, length), image.Select(0, i)], 0))]);
        var seen = lengths.Distinct().Count() > 1 ? PackedTokens.Real([.. lengths.Select(l => l + count)], device) : null;
        joint = Run(_blocks, "layers", joint, rotary, seen, activated, input);

        var tokens = _out.Forward(joint, conditioning);
        var own = Tensor.Stack([.. lengths.Select((length, i) => tokens.Select(0, i).Narrow(0, length, count))], 0);
        return Patches.Join(own, rows, columns, Config.PatchSize);
    }

    private RotaryTable Turns(IReadOnlyList<Tensor> positions, Device device) =>
        RotaryTable.Of(PackedTokens.Stack(positions).To(device), Config.AxesDimRope);

    private static Tensor Run(
        GatedBlock[] blocks, string name, Tensor x, RotaryTable rotary, Tensor? seen, Tensor? conditioning, Lumina2Input input)
    {
        for (var i = 0; i < blocks.Length; i++)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(blocks[i].Forward(x, rotary, seen, conditioning));
            input.Observe?.Invoke($"{name}.{i}", [x]);
        }

        return x;
    }
}
