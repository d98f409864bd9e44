using Atelier.Models.Layers.Attention;
using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Positions;
using Atelier.Models.Layers.Rotary;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.ZImage;

/// <summary>The Z-Image transformer: the negative velocity of noisy latents. Parameters have the public diffusers keys.</summary>
/// <remarks>(Z-Image Team 2025, arXiv 2511.22699)</remarks>
public sealed class ZImageTransformer : Module
{
    // Image and text are filled up to multiples of it with learned tokens.
    private const int Multiple = 32;
    private const int TimeChannels = 256;
    private const int TimeWidth = 1024;
    private static readonly GatedBlockNames Names = new("adaLN_modulation.0", "attention_norm1", "attention_norm2", "attention", "w1", "w2", "w3");

    private readonly int _side;
    private readonly Linear _imageIn, _textIn, _time1, _time2, _headScale, _out;
    private readonly RmsNorm _textNorm;
    private readonly GatedBlock[] _imageRefiner, _textRefiner, _blocks;
    private readonly Parameter _imagePad, _textPad;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Sizes disagree.</exception>
    public ZImageTransformer(ZImageConfig config)
    {
        Config = config.Checked();
        _side = config.AllPatchSize[0];
        var (width, patch, vector) = (config.Dim, _side * _side * config.InChannels, config.ConditioningWidth);
        GatedBlock Block(bool modulated) => new(
            Names, width, config.NHeads, config.NHeads, config.InnerWidth, config.NormEps, modulated ? vector : null, config.QkNorm);
        _imageIn = AddModule($"all_x_embedder.{_side}-1", new Linear(patch, width));
        _out = AddModule($"all_final_layer.{_side}-1.linear", new Linear(width, patch));
        _headScale = AddModule($"all_final_layer.{_side}-1.adaLN_modulation.1", new Linear(vector, width));
        _imageRefiner = AddModules("noise_refiner", config.NRefinerLayers, _ => Block(modulated: true));
        _textRefiner = AddModules("context_refiner", config.NRefinerLayers, _ => Block(modulated: false));
        _time1 = AddModule("t_embedder.mlp.0", new Linear(TimeChannels, TimeWidth));
        _time2 = AddModule("t_embedder.mlp.2", new Linear(TimeWidth, vector));
        _textNorm = AddModule("cap_embedder.0", new RmsNorm(config.CapFeatDim, config.NormEps));
        _textIn = AddModule("cap_embedder.1", new Linear(config.CapFeatDim, width));
        _imagePad = AddParameter("x_pad_token", [1, width], Initializers.Normal(0.02));
        _textPad = AddParameter("cap_pad_token", [1, width], Initializers.Normal(0.02));
        _blocks = AddModules("layers", config.NLayers, _ => Block(modulated: true));
    }

    /// <summary>Sizes.</summary>
    public ZImageConfig Config { get; }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ZImageTransformer From(ZImageConfig config, ITensorSource source)
    {
        var model = new ZImageTransformer(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>The negative velocity of each picture. [C, 1, H, W]</summary>
    /// <exception cref="ArgumentException">The input has another number of pictures than of texts, or latents do not divide into patches.</exception>
    public IReadOnlyList<Tensor> Forward(ZImageInput input)
    {
        if (input.Latents.Count != input.Texts.Count || input.Latents.Count != input.Timesteps.Size(0))
            throw new ArgumentException($"{input.Latents.Count} pictures, {input.Texts.Count} texts and {input.Timesteps.Size(0)} times were given.");
        var device = input.Latents[0].Device;
        // The times' layers may be stored in half precision and are computed in single.
        var sinusoid = Sinusoid.Embed(input.Timesteps.Float() * Config.TScale, TimeChannels);
        var conditioning = _time2.Forward(_time1.Forward(sinusoid).Silu()).To(input.Latents[0].Type);
        input.Observe?.Invoke("t_embedder", [conditioning]);

        Tensor[] texts = [.. input.Texts.Select(t => Filled(_textIn.Forward(_textNorm.Forward(t)), _textPad.Value))];
        Tensor[] images = [.. input.Latents.Select(x => Filled(_imageIn.Forward(Patches.Cut(x.Transpose(0, 1), _side)).Select(0, 0), _imagePad.Value))];
        Tensor[] textPositions = [.. texts.Select(t => PackedTokens.Line(1, t.Size(0)).To(device))];
        Tensor[] imagePositions = [.. input.Latents.Select((x, i) => Positions(x, texts[i].Size(0), images[i].Size(0)).To(device))];

        var image = Run(_imageRefiner, "noise_refiner", images, imagePositions, conditioning, input);
        var text = Run(_textRefiner, "context_refiner", texts, textPositions, null, input);
        Tensor[] Joined(IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b) => [.. a.Zip(b, (x, y) => Tensor.Cat([x, y], 0))];
        var joint = Run(_blocks, "layers", Joined(image, text), Joined(imagePositions, textPositions), conditioning, input);

        var scale = _headScale.Forward(conditioning.Silu()) + 1; // [B, C]
        return
        [
            .. joint.Select((tokens, i) =>
            {
                var (rows, columns) = Patches.Grid(input.Latents[i], _side);
                var own = _out.Forward(Modulated.Plain(tokens.Narrow(0, 0, rows * columns)) * scale.Narrow(0, i, 1));
                return Patches.Join(own.Unsqueeze(0), rows, columns, _side).Transpose(0, 1);
            }),
        ];
    }

    private static Tensor Filled(Tensor tokens, Tensor pad)
    {
        var missing = (Multiple - (tokens.Size(0) % Multiple)) % Multiple;
        return missing == 0 ? tokens : Tensor.Cat([tokens, pad.Expand(missing, tokens.Size(1)).To(tokens.Type)], 0);
    }

    // The image stands behind its text; what fills it up is at the origin.
    private Tensor Positions(Tensor latent, long text, long filled)
    {
        var (rows, columns) = Patches.Grid(latent, _side);
        return PackedTokens.Plane(text + 1, rows, columns).Pad([0, 0, 0, filled - (rows * columns)]);
    }

    // Runs the batch as one, filled up with tokens that are not seen and do not turn.
    private Tensor[] Run(
        GatedBlock[] blocks, string name, Tensor[] runs, IReadOnlyList<Tensor> positions, Tensor? conditioning, ZImageInput input)
    {
        long[] lengths = [.. runs.Select(r => r.Size(0))];
        var real = PackedTokens.Real(lengths, runs[0].Device);
        using var turns = RotaryTable.Of(PackedTokens.Stack(positions), Config.AxesDims, Config.RopeTheta);
        using var rotary = turns.Only(real);
        var seen = lengths.Distinct().Count() > 1 ? real : null;
        var x = PackedTokens.Stack(runs);
        for (var i = 0; i < blocks.Length; i++)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(blocks[i].Forward(x, rotary, seen, conditioning));
            input.Observe?.Invoke($"{name}.{i}", [x]);
        }

        return [.. lengths.Select((length, i) => x.Select(0, i).Narrow(0, 0, length))];
    }
}
