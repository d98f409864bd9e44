using Atelier.Models.Adapters;
using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Text.Clip;

/// <summary>CLIP's text encoder, with or without the projection into the space shared with images. (Radford et al. 2021, arXiv 2103.00020)</summary>
public sealed class ClipTextModel : Module
{
    private readonly Embedding _tokens, _positions;
    private readonly ClipLayer[] _layers;
    private readonly LayerNorm _norm;
    private readonly Linear? _projection;
    private Parameter? _added;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="projection">Whether the projection is there.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or the activation is unknown.</exception>
    public ClipTextModel(ClipTextConfig config, bool projection = false)
    {
        Config = config;
        var width = config.HiddenSize;
        _tokens = AddModule("text_model.embeddings.token_embedding", new Embedding(config.VocabSize, width));
        _positions = AddModule("text_model.embeddings.position_embedding", new Embedding(config.MaxPositionEmbeddings, width));
        _layers = AddModules("text_model.encoder.layers", config.NumHiddenLayers, _ =>
            new ClipLayer(width, config.IntermediateSize, config.NumAttentionHeads, config.HiddenAct, config.LayerNormEps));
        _norm = AddModule("text_model.final_layer_norm", new LayerNorm(width, config.LayerNormEps));
        _projection = projection ? AddModule("text_projection", new Linear(width, config.ProjectionDim, bias: false)) : null;
    }

    /// <summary>Sizes.</summary>
    public ClipTextConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights; with projection where the file has one.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ClipTextModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<ClipTextConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors; an image encoder in the same file is passed over.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ClipTextModel From(ClipTextConfig config, ITensorSource source)
    {
        var model = new ClipTextModel(config, source.Names.Contains("text_projection.weight"));
        EncoderWeights.Load(model, source, "text_model.");
        return model;
    }

    /// <summary>Appends rows to the table of tokens, for words of one's own; their ids follow those of the vocabulary.</summary>
    /// <param name="rows">[n, C], copied.</param>
    /// <exception cref="ArgumentException">The rows have another width, or some were appended already.</exception>
    public void AddTokens(Tensor rows)
    {
        if (rows.Rank != 2 || rows.Size(1) != Config.HiddenSize)
            throw new ArgumentException($"Embeddings of this text encoder have {Config.HiddenSize} channels, not {rows.Size(-1)}; they are for another base model.");
        if (_added is not null)
            throw new ArgumentException("Embeddings were added to this text encoder already; add all of them at once.");
        _added = AddBuffer("added_tokens", rows.Shape, Initializers.Zeros);
        _added.Value = rows.To(_tokens.Weight.Value.Device, _tokens.Weight.Value.Type).Clone();
    }

    /// <summary>Encodes tokens; each sees itself and those before it. Pooled is the normed state at the end of text.</summary>
    /// <param name="ids">[B, N] Int64.</param>
    /// <param name="mask">[B, N], 0 at padding that no token shall see; only order hides it if left out, as diffusion pipelines do.</param>
    /// <param name="adapters">Adapters of the call.</param>
    /// <exception cref="ArgumentException">There are more tokens than positions.</exception>
    public EncoderStates Forward(Tensor ids, Tensor? mask = null, AdapterStack? adapters = null)
    {
        var states = Run(TokenVectors(ids), mask, adapters);
        var last = FinalNorm(states[^1]);
        return new(states, last, Pool(last, ids));
    }

    /// <summary>Encodes vectors in place of tokens, such as learned ones; positions are added here. Nothing is pooled.</summary>
    /// <param name="vectors">[B, N, C].</param>
    /// <param name="adapters">Adapters of the call.</param>
    /// <exception cref="ArgumentException">There are more vectors than positions.</exception>
    public EncoderStates ForwardVectors(Tensor vectors, AdapterStack? adapters = null)
    {
        var states = Run(vectors.Widened(), null, adapters);
        return new(states, FinalNorm(states[^1]));
    }

    /// <summary>The vectors of tokens, before positions are added. [B, N] Int64 to [B, N, C]</summary>
    public Tensor TokenVectors(Tensor ids) => Embeddings(ids).Widened();

    /// <summary>The vectors of a run of positions. [count, C]</summary>
    /// <exception cref="ArgumentException">The run ends after the last position.</exception>
    public Tensor PositionVectors(long first, long count) => first + count <= Config.MaxPositionEmbeddings
        ? _positions.Weight.Value.Narrow(0, first, count).Widened()
        : throw new ArgumentException($"{first + count} tokens were given, the encoder has {Config.MaxPositionEmbeddings} positions.");

    /// <summary>The norm after the last block, for states that were taken before it. [.., C]</summary>
    public Tensor FinalNorm(Tensor x) => _norm.Forward(x);

    /// <summary>The pooled state in the space shared with images, not normalised. [B, projection]</summary>
    /// <exception cref="InvalidOperationException">The network has no projection.</exception>
    public Tensor Embed(EncoderStates states) => _projection is null
        ? throw new InvalidOperationException("This CLIP text encoder has no projection.")
        : _projection.Forward(states.Pooled!);

    private List<Tensor> Run(Tensor vectors, Tensor? mask, AdapterStack? adapters)
    {
        var count = vectors.Size(1);
        var x = vectors + PositionVectors(0, count); // [B, N, C]
        var seen = AttentionMask.Causal(count, vectors.Device);
        if (AttentionMask.Keys(mask) is { } keys)
            seen = seen.And(keys);
        return ClipLayer.Run(_layers, x, seen, adapters);
    }

    private Tensor Embeddings(Tensor ids)
    {
        if (_added is null)
            return _tokens.Forward(ids);
        var own = ids.Lt(Config.VocabSize);
        Tensor Rows(Tensor table, Tensor numbers) => Tensor.Embedding(table, numbers.Clamp(0, table.Size(0) - 1).To(ScalarType.Int64));
        return Tensor.Where(own.Unsqueeze(-1), Rows(_tokens.Weight.Value, ids), Rows(_added.Value, ids - Config.VocabSize));
    }

    private Tensor Pool(Tensor last, Tensor ids)
    {
        // Words of one's own have larger ids than the end of text.
        if (_added is not null)
            ids = ids.MaskedFill(ids.Ge(Config.VocabSize), 0);
        var place = Config.EosTokenId == ClipTextConfig.LegacyEosTokenId
            ? ids.ArgMax(1)
            : ids.Eq(Config.EosTokenId).To(ScalarType.Int64).ArgMax(1);
        return last.Index(Tensor.Arange(0, ids.Size(0), device: ids.Device), place);
    }
}
