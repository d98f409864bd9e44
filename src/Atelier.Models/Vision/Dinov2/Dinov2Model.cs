using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Dinov2;

/// <summary>DINOv2, with or without registers. (Oquab et al. 2023, arXiv 2304.07193; Darcet et al. 2023, arXiv 2309.16588)</summary>
public sealed class Dinov2Model : Module
{
    private readonly Parameter _class, _positions;
    private readonly Parameter? _mask, _registers;
    private readonly Conv2d _patches;
    private readonly Dinov2Layer[] _layers;
    private readonly LayerNorm _norm;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <exception cref="ArgumentException">The heads do not divide the width, or the activation is unknown.</exception>
    public Dinov2Model(Dinov2Config config)
    {
        Heads.Check(config.HiddenSize, config.NumAttentionHeads);
        Config = config;
        var (width, side) = (config.HiddenSize, config.ImageSize / config.PatchSize);
        _class = AddParameter("embeddings.cls_token", [1, 1, width], Initializers.Normal(0.02));
        _mask = config.UseMaskToken ? AddParameter("embeddings.mask_token", [1, width], Initializers.Zeros) : null;
        _registers = config.NumRegisterTokens > 0
            ? AddParameter("embeddings.register_tokens", [1, config.NumRegisterTokens, width], Initializers.Normal(0.02))
            : null;
        _positions = AddParameter("embeddings.position_embeddings", [1, (side * side) + 1, width], Initializers.Normal(0.02));
        _patches = AddModule(
            "embeddings.patch_embeddings.projection", new Conv2d(config.NumChannels, width, config.PatchSize, config.PatchSize));
        _layers = AddModules("encoder.layer", config.NumHiddenLayers, _ => new Dinov2Layer(config));
        _norm = AddModule("layernorm", new LayerNorm(width, config.LayerNormEps));
    }

    /// <summary>Sizes.</summary>
    public Dinov2Config Config { get; }

    /// <summary>Tokens in front of the patches: the class token and the registers.</summary>
    public int FrontTokens => 1 + Config.NumRegisterTokens;

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static Dinov2Model Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<Dinov2Config>(folder), file);
    }

    /// <summary>Makes the network from named tensors, with or without <c>dinov2.</c> in front.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static Dinov2Model From(Dinov2Config config, ITensorSource source)
    {
        if (source.Names.Contains("dinov2.embeddings.cls_token"))
            source = new PrefixedTensors(source, "dinov2.");
        var model = new Dinov2Model(config with { UseMaskToken = source.Names.Contains("embeddings.mask_token") });
        StateDict.Load(model, source, rename: NamesOf(source));
        return model;
    }

    /// <summary>How a file names a parameter: as public files do, or as recent transformers do in memory.</summary>
    internal static Func<string, string>? NamesOf(ITensorSource source)
    {
        (string Public, string Recent)[] parts =
        [
            ("attention.attention.query.", "attention.q_proj."),
            ("attention.attention.key.", "attention.k_proj."),
            ("attention.attention.value.", "attention.v_proj."),
            ("attention.output.dense.", "attention.o_proj."),
        ];
        return source.Names.Any(n => n.Contains(parts[0].Recent, StringComparison.Ordinal))
            ? name => parts.Aggregate(name, (n, part) => n.Replace(part.Public, part.Recent, StringComparison.Ordinal))
            : null;
    }

    /// <summary>Encodes pictures of any size. The last state is normed; pooled is its class token.</summary>
    /// <param name="pixels">[B, 3, H, W] with ImageNet's mean taken off and divided by its deviation.</param>
    /// <param name="masked">[B, N] true where a patch is replaced by the mask token; none if left out.</param>
    public EncoderStates Forward(Tensor pixels, Tensor? masked = null)
    {
        var x = Embed(pixels, masked); // [B, 1 + registers + N, C]
        var states = new List<Tensor> { x };
        foreach (var layer in _layers)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(layer.Forward(x));
            states.Add(x);
        }

        var last = Norm(x);
        return new(states, last, last.Select(1, 0));
    }

    /// <summary>The final norm, for states that were taken before it. [.., C]</summary>
    public Tensor Norm(Tensor x) => _norm.Forward(x);

    private Tensor Embed(Tensor pixels, Tensor? masked)
    {
        var grid = _patches.Forward(pixels).Widened(); // [B, C, rows, columns]
        var side = (long)Config.ImageSize / Config.PatchSize;
        var patches = grid.Flatten(2).Transpose(1, 2); // [B, N, C]
        if (masked is not null)
        {
            var mask = _mask ?? throw new InvalidOperationException("This DINOv2 has no mask token.");
            patches = Tensor.Where(masked.To(ScalarType.Bool).Unsqueeze(-1), mask.Value.Widened().Unsqueeze(0), patches);
        }

        var positions = PositionGrid.Resize(
            _positions.Value.Select(0, 0), 1, (side, side), (grid.Size(2), grid.Size(3)), antialias: Config.NumRegisterTokens > 0);
        var first = _class.Value.Widened().Expand(grid.Size(0), 1, Config.HiddenSize);
        var x = Tensor.Cat([first, patches], 1) + positions.Widened();
        if (_registers is null)
            return x;
        var registers = _registers.Value.Widened().Expand(grid.Size(0), Config.NumRegisterTokens, Config.HiddenSize);
        return Tensor.Cat([x.Narrow(1, 0, 1), registers, x.Narrow(1, 1, patches.Size(1))], 1);
    }

    private sealed class Dinov2Layer : Module
    {
        private readonly LayerNorm _norm1, _norm2;
        private readonly Linear _query, _key, _value, _out, _in, _down;
        private readonly Parameter _scale1, _scale2;
        private readonly Func<Tensor, Tensor> _act;
        private readonly bool _gated;
        private readonly int _heads;

        public Dinov2Layer(Dinov2Config config)
        {
            var (width, inner) = (config.HiddenSize, config.FeedForwardWidth);
            (_heads, _gated, _act) = (config.NumAttentionHeads, config.UseSwigluFfn, Activations.ByName(config.HiddenAct));
            _norm1 = AddModule("norm1", new LayerNorm(width, config.LayerNormEps));
            _query = AddModule("attention.attention.query", new Linear(width, width, config.QkvBias));
            _key = AddModule("attention.attention.key", new Linear(width, width, config.QkvBias));
            _value = AddModule("attention.attention.value", new Linear(width, width, config.QkvBias));
            _out = AddModule("attention.output.dense", new Linear(width, width));
            _scale1 = AddParameter("layer_scale1.lambda1", [width], Initializers.Constant(config.LayerscaleValue));
            _norm2 = AddModule("norm2", new LayerNorm(width, config.LayerNormEps));
            _in = AddModule(_gated ? "mlp.weights_in" : "mlp.fc1", new Linear(width, _gated ? 2 * inner : inner));
            _down = AddModule(_gated ? "mlp.weights_out" : "mlp.fc2", new Linear(inner, width));
            _scale2 = AddParameter("layer_scale2.lambda1", [width], Initializers.Constant(config.LayerscaleValue));
        }

        public Tensor Forward(Tensor x)
        {
            var y = _norm1.Forward(x);
            var (q, k, v) = (Heads.Split(_query.Forward(y), _heads), Heads.Split(_key.Forward(y), _heads), Heads.Split(_value.Forward(y), _heads));
            x = x + (_out.Forward(Heads.Merge(ScaledDotProduct.Attend(q, k, v))) * _scale1.Value.Widened());
            return x + (_down.Forward(Inner(_in.Forward(_norm2.Forward(x)))) * _scale2.Value.Widened());
        }

        private Tensor Inner(Tensor y)
        {
            if (!_gated)
                return _act(y);
            var halves = y.Chunk(2, -1);
            return halves[0].Silu() * halves[1];
        }
    }
}
