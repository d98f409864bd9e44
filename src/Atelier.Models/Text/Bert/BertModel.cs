using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Text.Bert;

/// <summary>BERT: bidirectional text encoder with the norm after each residual sum. (Devlin et al. 2018, arXiv 1810.04805)</summary>
public sealed class BertModel : Module
{
    private readonly BertEmbeddings _embeddings;
    private readonly BertLayer[] _layers;
    private readonly Linear? _pooler;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="pooler">Whether the dense layer over the first token is there.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or the activation is unknown.</exception>
    public BertModel(BertConfig config, bool pooler = true)
    {
        Heads.Check(config.HiddenSize, config.NumAttentionHeads);
        Config = config;
        _embeddings = AddModule("embeddings", new BertEmbeddings(config));
        _layers = AddModules("encoder.layer", config.NumHiddenLayers, _ => new BertLayer(config));
        _pooler = pooler ? AddModule("pooler.dense", new Linear(config.HiddenSize, config.HiddenSize)) : null;
    }

    /// <summary>Sizes.</summary>
    public BertConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights; without pooler where the file has none.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static BertModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<BertConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors, with or without <c>bert.</c> in front.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static BertModel From(BertConfig config, ITensorSource source)
    {
        if (source.Names.Contains("bert.embeddings.word_embeddings.weight"))
            source = new PrefixedTensors(source, "bert.");
        var model = new BertModel(config, source.Names.Contains("pooler.dense.weight"));
        StateDict.Load(model, source, ignore: name => name.EndsWith("position_ids", StringComparison.Ordinal));
        return model;
    }

    /// <summary>Encodes tokens.</summary>
    /// <param name="ids">[B, N] Int64.</param>
    /// <param name="mask">[B, N], 0 at padding that no token shall see; all are seen if left out.</param>
    /// <param name="types">[B, N] segment of each token; 0 if left out.</param>
    /// <param name="positions">[B, N] or [1, N] places in the position table; 0, 1, ... if left out.</param>
    /// <exception cref="ArgumentException">There are more tokens than positions.</exception>
    public EncoderStates Forward(Tensor ids, Tensor? mask = null, Tensor? types = null, Tensor? positions = null)
    {
        if (ids.Size(1) > Config.MaxPositionEmbeddings && positions is null)
            throw new ArgumentException($"{ids.Size(1)} tokens were given, the encoder has {Config.MaxPositionEmbeddings} positions.");
        var seen = AttentionMask.Keys(mask);
        var x = _embeddings.Forward(ids, types, positions); // [B, N, C]
        var states = new List<Tensor> { x };
        foreach (var layer in _layers)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(layer.Forward(x, seen));
            states.Add(x);
        }

        return new(states, x, _pooler?.Forward(x.Select(1, 0)).Tanh());
    }

    private sealed class BertEmbeddings : Module
    {
        private readonly Embedding _words, _positions, _types;
        private readonly LayerNorm _norm;

        public BertEmbeddings(BertConfig config)
        {
            _words = AddModule("word_embeddings", new Embedding(config.VocabSize, config.HiddenSize));
            _positions = AddModule("position_embeddings", new Embedding(config.MaxPositionEmbeddings, config.HiddenSize));
            _types = AddModule("token_type_embeddings", new Embedding(config.TypeVocabSize, config.HiddenSize));
            _norm = AddModule("LayerNorm", new LayerNorm(config.HiddenSize, config.LayerNormEps));
        }

        public Tensor Forward(Tensor ids, Tensor? types, Tensor? positions)
        {
            types ??= ids.ZerosLike();
            positions ??= Tensor.Arange(0, ids.Size(1), device: ids.Device).Unsqueeze(0);
            var x = _words.Forward(ids).Widened() + _types.Forward(types).Widened() + _positions.Forward(positions).Widened();
            return _norm.Forward(x);
        }
    }

    private sealed class BertLayer : Module
    {
        private readonly Linear _query, _key, _value, _attended, _intermediate, _output;
        private readonly LayerNorm _attendedNorm, _outputNorm;
        private readonly Func<Tensor, Tensor> _act;
        private readonly int _heads;

        public BertLayer(BertConfig config)
        {
            var width = config.HiddenSize;
            (_heads, _act) = (config.NumAttentionHeads, Activations.ByName(config.HiddenAct));
            _query = AddModule("attention.self.query", new Linear(width, width));
            _key = AddModule("attention.self.key", new Linear(width, width));
            _value = AddModule("attention.self.value", new Linear(width, width));
            _attended = AddModule("attention.output.dense", new Linear(width, width));
            _attendedNorm = AddModule("attention.output.LayerNorm", new LayerNorm(width, config.LayerNormEps));
            _intermediate = AddModule("intermediate.dense", new Linear(width, config.IntermediateSize));
            _output = AddModule("output.dense", new Linear(config.IntermediateSize, width));
            _outputNorm = AddModule("output.LayerNorm", new LayerNorm(width, config.LayerNormEps));
        }

        public Tensor Forward(Tensor x, Tensor? seen)
        {
            var q = Heads.Split(_query.Forward(x), _heads); // [B, H, N, D]
            var k = Heads.Split(_key.Forward(x), _heads);
            var v = Heads.Split(_value.Forward(x), _heads);
            x = _attendedNorm.Forward(x + _attended.Forward(Heads.Merge(ScaledDotProduct.Attend(q, k, v, seen))));
            return _outputNorm.Forward(x + _output.Forward(_act(_intermediate.Forward(x))));
        }
    }
}
