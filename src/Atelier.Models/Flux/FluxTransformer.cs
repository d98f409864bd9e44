using Atelier.Models.Adapters;
using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Rotary;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Flux;

/// <summary>The FLUX.1 rectified-flow transformer over a list of token streams. Parameters have the public diffusers keys.</summary>
/// <remarks>(Black Forest Labs 2024, FLUX.1; streams as in Tan et al. 2025, arXiv 2503.08280.)</remarks>
public sealed class FluxTransformer : Module
{
    private readonly Linear _imageIn;
    private readonly Linear _textIn;
    private readonly CombinedEmbedding _conditioning;
    private readonly FluxDoubleBlock[] _doubles;
    private readonly FluxSingleBlock[] _singles;
    private readonly Modulation? _normOut;
    private readonly Linear? _out;
    private readonly RotaryCache _rotary;

    /// <summary>Makes the network without values: load or initialise it.</summary>
    /// <exception cref="Configs.ConfigException">Sizes disagree.</exception>
    public FluxTransformer(FluxConfig config)
        : this(config, head: true)
    {
    }

    /// <summary>Makes the network, without its final layers where a control network reads its blocks only.</summary>
    internal FluxTransformer(FluxConfig config, bool head)
    {
        Config = config.Checked();
        _conditioning = AddModule("time_text_embed", new CombinedEmbedding(config.Width, config.PooledProjectionDim, config.GuidanceEmbeds));
        _textIn = AddModule("context_embedder", FluxLayers.Linear(config.JointAttentionDim, config.Width));
        _imageIn = AddModule("x_embedder", FluxLayers.Linear(config.InChannels, config.Width));
        _doubles = AddModules("transformer_blocks", config.NumLayers, _ => new FluxDoubleBlock(config));
        _singles = AddModules("single_transformer_blocks", config.NumSingleLayers, _ => new FluxSingleBlock(config));
        _normOut = head ? AddModule("norm_out", new Modulation(config.Width, config.Width, 2)) : null;
        _out = head ? AddModule("proj_out", FluxLayers.ZeroLinear(config.Width, config.OutputWidth)) : null;
        _rotary = new(config.AxesDimsRope);
    }

    /// <summary>Sizes.</summary>
    public FluxConfig Config { get; }

    /// <summary>Keeps only the inputs of each block for the backward pass, for less memory and a third more time.</summary>
    public bool Checkpointing { get; set; }

    /// <summary>Attention layers: double blocks first, then single ones.</summary>
    public int AttentionLayers => _doubles.Length + _singles.Length;

    /// <summary>The conditioning vector of a stream. [B, width]</summary>
    /// <exception cref="ArgumentException">Guidance or pooled text is missing, or given to a network without it.</exception>
    public Tensor Embed(Conditioning conditioning, ScalarType type = ScalarType.Float32, AdapterStack? adapters = null)
    {
        // The product with 1000 is rounded to the type of the tokens, as the reference does: 0.731 becomes 732 in bfloat16.
        Tensor Thousand(Tensor value) => value.To(type) * 1000;
        var guidance = conditioning.Guidance is { } g ? Thousand(g) : null;
        return _conditioning.Forward(Thousand(conditioning.Timestep), guidance, conditioning.Pooled, type, adapters);
    }

    /// <summary>Rotations of position ids [N, axes].</summary>
    public RotaryTable Rotations(Tensor positions) => _rotary.Of(positions);

    /// <summary>Rotations of position ids [N, axes] after each other, for tokens on a device.</summary>
    internal RotaryTable Rotations(IReadOnlyList<Tensor> positions, Device device) => _rotary.Of(positions, device);

    /// <summary>The velocity of a noisy image under a text. [B, N, out]</summary>
    public Tensor Forward(TokenStream text, TokenStream image) => Forward([text, image]).Sample!;

    /// <summary>Runs streams together.</summary>
    /// <param name="streams">Text first by custom; at least one.</param>
    /// <param name="options">Visibility, caches, residuals and readers.</param>
    /// <exception cref="ArgumentException">A stream or an option does not fit the others or the network.</exception>
    public FluxResult Forward(IReadOnlyList<TokenStream> streams, FluxOptions? options = null) =>
        new FluxCall(this, streams, options ?? new FluxOptions()).Run();

    /// <summary>Runs one stream alone and keeps its keys and values, to be seen in later calls.</summary>
    public CachedStream Cache(TokenStream stream) => Forward([stream], new() { Record = [0], Output = -1 }).Recorded[0];

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _rotary.Dispose();
        base.Dispose(disposing);
    }

    internal Tensor EmbedTokens(TokenStream stream) => stream.IsEmbedded
        ? stream.Tokens
        : (stream.Kind == StreamKind.Text ? _textIn : _imageIn).Forward(stream.Tokens, stream.Adapters);

    internal int DoubleCount => _doubles.Length;

    internal Tensor[] RunBlock(int layer, Tensor[] hidden, Tensor[] modulators, FluxPass pass, FluxTurn turn)
    {
        if (!Checkpointing || !NoGrad.IsRecording || turn.Record is not null)
            return Block(hidden, modulators);
        Module block = layer < _doubles.Length ? _doubles[layer] : _singles[layer - _doubles.Length];
        IEnumerable<Tensor> parameters =
            [.. block.Parameters().Select(p => p.Parameter.Value), .. pass.Lanes.SelectMany(l => l.Adapters?.Parameters() ?? [])];
        return Checkpoint.Run(
            inputs => Block(inputs[..hidden.Length], inputs[hidden.Length..]), [.. hidden, .. modulators], [.. parameters.Distinct()]);

        Tensor[] Block(Tensor[] x, Tensor[] vectors) => layer < _doubles.Length
            ? _doubles[layer].Forward(x, vectors, pass, turn)
            : _singles[layer - _doubles.Length].Forward(x, vectors, pass, turn);
    }

    internal Tensor NormOut(Tensor x, Tensor modulator, TokenStream stream)
    {
        var parts = _normOut!.Forward(modulator, stream.Adapters); // scale, then shift
        return Modulated.LayerNorm(x, parts[1], parts[0]);
    }

    internal Tensor Project(Tensor x, TokenStream stream) => _out!.Forward(x, stream.Adapters); // [B, N, out]
}
