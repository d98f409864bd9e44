using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Timm;

/// <summary>The vision transformer under the names of timm. (Dosovitskiy et al. 2020, arXiv 2010.11929)</summary>
public sealed class VisionTransformer : Module
{
    private const double Epsilon = 1e-6;

    private readonly Parameter? _class, _registers;
    private readonly Parameter _positions;
    private readonly Conv2d _patches;
    private readonly LayerNorm? _before, _norm, _pooledNorm;
    private readonly Block[] _blocks;
    private readonly Linear? _head;

    /// <summary>Registers all parts under timm's names.</summary>
    /// <exception cref="ArgumentException">The heads do not divide the width, the pooling is unknown, or there is no token to pool.</exception>
    public VisionTransformer(VisionTransformerConfig config)
    {
        Heads.Check(config.EmbedDim, config.NumHeads);
        if (config.GlobalPool is not ("token" or "avg" or ""))
            throw new ArgumentException($"Pooling '{config.GlobalPool}' is unknown; known are 'token', 'avg' and ''.");
        if (config is { GlobalPool: "token", ClassToken: false })
            throw new ArgumentException("Pooling 'token' needs a class token.");
        Config = config;
        var (width, side) = (config.EmbedDim, config.ImgSize / config.PatchSize);
        _class = config.ClassToken ? AddParameter("cls_token", [1, 1, width], Initializers.Normal(1e-6)) : null;
        _registers = config.RegTokens > 0 ? AddParameter("reg_token", [1, config.RegTokens, width], Initializers.Normal(1e-6)) : null;
        var front = config.NoEmbedClass ? 0 : config.FrontTokens;
        _positions = AddParameter("pos_embed", [1, (side * side) + front, width], Initializers.Normal(0.02));
        _patches = AddModule("patch_embed.proj", new Conv2d(config.InChans, width, config.PatchSize, config.PatchSize, bias: !config.PreNorm));
        _before = config.PreNorm ? AddModule("norm_pre", new LayerNorm(width, Epsilon)) : null;
        _blocks = AddModules("blocks", config.Depth, _ => new Block(config));
        _norm = config.NormsAfterPooling ? null : AddModule("norm", new LayerNorm(width, Epsilon));
        _pooledNorm = config.NormsAfterPooling ? AddModule("fc_norm", new LayerNorm(width, Epsilon)) : null;
        _head = config.NumClasses > 0 ? AddModule("head", new Linear(width, config.NumClasses)) : null;
    }

    /// <summary>Sizes.</summary>
    public VisionTransformerConfig Config { get; }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static VisionTransformer From(VisionTransformerConfig config, ITensorSource source)
    {
        var model = new VisionTransformer(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>Encodes pictures of any size. The last state is normed where the norm comes before the pooling; pooled enters the head.</summary>
    /// <param name="pixels">[B, 3, H, W]</param>
    public EncoderStates Forward(Tensor pixels)
    {
        var x = Embed(pixels); // [B, front + N, C]
        x = _before?.Forward(x) ?? x;
        var states = new List<Tensor> { x };
        foreach (var block in _blocks)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(block.Forward(x));
            states.Add(x);
        }

        var last = _norm?.Forward(x) ?? x;
        var pooled = Pool(last);
        return new(states, last, _pooledNorm?.Forward(pooled) ?? pooled);
    }

    /// <summary>Class scores; the pooled state itself where there is no head. [B, classes]</summary>
    public Tensor Classify(EncoderStates states) => _head?.Forward(states.Pooled!) ?? states.Pooled!;

    private Tensor Embed(Tensor pixels)
    {
        var grid = _patches.Forward(pixels).Widened(); // [B, C, rows, columns]
        var side = (long)Config.ImgSize / Config.PatchSize;
        var front = Config.NoEmbedClass ? 0 : Config.FrontTokens;
        var positions = PositionGrid.Resize(_positions.Value.Select(0, 0), front, (side, side), (grid.Size(2), grid.Size(3)), antialias: true).Widened();
        var patches = grid.Flatten(2).Transpose(1, 2); // [B, N, C]
        if (Config.NoEmbedClass)
            patches = patches + positions;
        var parts = new List<Tensor>();
        foreach (var token in new[] { _class, _registers })
        {
            if (token is not null)
                parts.Add(token.Value.Widened().Expand(grid.Size(0), -1, -1));
        }

        var x = Tensor.Cat([.. parts, patches], 1);
        return Config.NoEmbedClass ? x : x + positions;
    }

    private Tensor Pool(Tensor x) => Config.GlobalPool switch
    {
        "token" => x.Select(1, 0),
        "avg" => x.Slice(1, Config.FrontTokens).Mean([1]),
        _ => x,
    };

    private sealed class Block : Module
    {
        private readonly LayerNorm _norm1, _norm2;
        private readonly LayerNorm? _qNorm, _kNorm;
        private readonly Linear _qkv, _proj, _fc1, _fc2;
        private readonly Parameter? _scale1, _scale2;
        private readonly int _heads;

        public Block(VisionTransformerConfig config)
        {
            var (width, inner, head) = (config.EmbedDim, (int)(config.EmbedDim * config.MlpRatio), config.EmbedDim / config.NumHeads);
            _heads = config.NumHeads;
            _norm1 = AddModule("norm1", new LayerNorm(width, Epsilon));
            _qkv = AddModule("attn.qkv", new Linear(width, 3 * width, config.QkvBias));
            _qNorm = config.QkNorm ? AddModule("attn.q_norm", new LayerNorm(head, Epsilon)) : null;
            _kNorm = config.QkNorm ? AddModule("attn.k_norm", new LayerNorm(head, Epsilon)) : null;
            _proj = AddModule("attn.proj", new Linear(width, width));
            _norm2 = AddModule("norm2", new LayerNorm(width, Epsilon));
            _fc1 = AddModule("mlp.fc1", new Linear(width, inner));
            _fc2 = AddModule("mlp.fc2", new Linear(inner, width));
            if (config.InitValues is not { } first)
                return;
            _scale1 = AddParameter("ls1.gamma", [width], Initializers.Constant(first));
            _scale2 = AddParameter("ls2.gamma", [width], Initializers.Constant(first));
        }

        public Tensor Forward(Tensor x)
        {
            var parts = _qkv.Forward(_norm1.Forward(x)).Chunk(3, -1);
            var (q, k, v) = (Heads.Split(parts[0], _heads), Heads.Split(parts[1], _heads), Heads.Split(parts[2], _heads)); // [B, H, N, D]
            (q, k) = (_qNorm?.Forward(q) ?? q, _kNorm?.Forward(k) ?? k);
            x = x + Scaled(_proj.Forward(Heads.Merge(ScaledDotProduct.Attend(q, k, v))), _scale1);
            return x + Scaled(_fc2.Forward(_fc1.Forward(_norm2.Forward(x)).Gelu()), _scale2);
        }

        private static Tensor Scaled(Tensor branch, Parameter? scale) => scale is null ? branch : branch * scale.Value.Widened();
    }
}
