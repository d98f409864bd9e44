using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Text.T5;

/// <summary>The encoder of T5 (v1.0 and v1.1) and UMT5. (Raffel et al. 2019, arXiv 1910.10683; Chung et al. 2023, arXiv 2304.09151)</summary>
public sealed class T5Encoder : Module
{
    private readonly Embedding _shared;
    private readonly T5Block[] _blocks;
    private readonly RmsNorm _norm;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="biasInEveryBlock">UMT5's form: each block has its own table of position biases; in T5 the first block's serves all.</param>
    /// <exception cref="ArgumentException">The activation is unknown.</exception>
    public T5Encoder(T5Config config, bool biasInEveryBlock = false)
    {
        Config = config;
        _shared = AddModule("shared", new Embedding(config.VocabSize, config.Width));
        _blocks = AddModules("encoder.block", config.NumLayers, i => new T5Block(config, biasInEveryBlock || i == 0));
        _norm = AddModule("encoder.final_layer_norm", new RmsNorm(config.Width, config.LayerNormEpsilon));
    }

    /// <summary>Sizes.</summary>
    public T5Config Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static T5Encoder Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<T5Config>(folder), file);
    }

    /// <summary>Makes the network from named tensors; a decoder in the same file is passed over.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    /// <param name="config">Sizes.</param>
    /// <param name="source">Named tensors.</param>
    /// <param name="packed">Keeps matrices as they are stored where that is smaller.</param>
    public static T5Encoder From(T5Config config, ITensorSource source, bool packed = false)
    {
        // Files name the token table once or twice, by either name.
        const string table = "encoder.embed_tokens.weight";
        var model = new T5Encoder(config, source.Names.Contains("encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight"));
        var renamed = !source.Names.Contains("shared.weight");
        StateDict.Load(
            model,
            source,
            rename: name => renamed && name == "shared.weight" ? table : name,
            ignore: name => name is table or "lm_head.weight" || name.StartsWith("decoder.", StringComparison.Ordinal),
            packed: packed);
        return model;
    }

    /// <summary>Encodes tokens.</summary>
    /// <param name="ids">[B, N] Int64.</param>
    /// <param name="mask">[B, N], 0 at padding that no token shall see; all are seen if left out, as FLUX does.</param>
    public EncoderStates Forward(Tensor ids, Tensor? mask = null)
    {
        var x = _shared.Forward(ids).Widened(); // [B, N, C]
        var buckets = RelativePositions
            .Table((int)ids.Size(1), Config.RelativeAttentionNumBuckets, Config.RelativeAttentionMaxDistance).To(ids.Device);
        var hidden = AttentionMask.Keys(mask) is { } seen ? AttentionMask.Bias(seen) : null; // [B, 1, 1, N]
        var states = new List<Tensor> { x };
        Tensor? bias = null;
        foreach (var block in _blocks)
        {
            if (block.Bias(buckets) is { } own)
                bias = hidden is null ? own : own + hidden; // [1 or B, H, N, N]
            using var scope = Tensor.Scope();
            x = scope.Keep(block.Forward(x, bias!));
            states.Add(x);
        }

        return new(states, _norm.Forward(x));
    }

    private sealed class T5Block : Module
    {
        private readonly Linear _q, _k, _v, _o, _in, _out;
        private readonly Linear? _gate;
        private readonly Embedding? _bias;
        private readonly RmsNorm _attentionNorm, _feedForwardNorm;
        private readonly Func<Tensor, Tensor> _act;
        private readonly int _heads;

        public T5Block(T5Config config, bool bias)
        {
            var inner = config.NumHeads * config.HeadWidth;
            (_heads, _act) = (config.NumHeads, Activations.ByName(config.Activation));
            _q = AddModule("layer.0.SelfAttention.q", new Linear(config.Width, inner, bias: false));
            _k = AddModule("layer.0.SelfAttention.k", new Linear(config.Width, inner, bias: false));
            _v = AddModule("layer.0.SelfAttention.v", new Linear(config.Width, inner, bias: false));
            _o = AddModule("layer.0.SelfAttention.o", new Linear(inner, config.Width, bias: false));
            _bias = bias
                ? AddModule("layer.0.SelfAttention.relative_attention_bias", new Embedding(config.RelativeAttentionNumBuckets, config.NumHeads))
                : null;
            _attentionNorm = AddModule("layer.0.layer_norm", new RmsNorm(config.Width, config.LayerNormEpsilon));
            var first = config.IsGated ? "wi_0" : "wi";
            _in = AddModule($"layer.1.DenseReluDense.{first}", new Linear(config.Width, config.FeedForwardWidth, bias: false));
            _gate = config.IsGated
                ? AddModule("layer.1.DenseReluDense.wi_1", new Linear(config.Width, config.FeedForwardWidth, bias: false))
                : null;
            _out = AddModule("layer.1.DenseReluDense.wo", new Linear(config.FeedForwardWidth, config.Width, bias: false));
            _feedForwardNorm = AddModule("layer.1.layer_norm", new RmsNorm(config.Width, config.LayerNormEpsilon));
        }

        // [N, N] to [1, H, N, N], or null where an earlier block's serves.
        public Tensor? Bias(Tensor buckets) => _bias?.Forward(buckets).Widened().Permute(2, 0, 1).Unsqueeze(0);

        public Tensor Forward(Tensor x, Tensor bias)
        {
            var y = _attentionNorm.Forward(x);
            var (q, k, v) = (Heads.Split(_q.Forward(y), _heads), Heads.Split(_k.Forward(y), _heads), Heads.Split(_v.Forward(y), _heads));
            x = x + _o.Forward(Heads.Merge(ScaledDotProduct.Attend(q, k, v, bias, scale: 1)));
            y = _feedForwardNorm.Forward(x);
            var inner = _act(_in.Forward(y));
            return x + _out.Forward(_gate is null ? inner : inner * _gate.Forward(y));
        }
    }
}
