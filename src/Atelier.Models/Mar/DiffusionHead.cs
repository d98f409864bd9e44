using Atelier.Models.Layers.Embeddings;
using Atelier.Torch;

namespace Atelier.Models.Mar;

/// <summary>The small perceptron of MAR that predicts a token's noise from the noisy token, the timestep and the token's condition.</summary>
/// <remarks>(Li et al. 2024, arXiv 2406.11838.) Rows are tokens; the keys are those of <c>diffloss.net</c> in public checkpoints.</remarks>
public sealed class DiffusionHead : Module
{
    private const int SinusoidWidth = 256;
    private readonly Linear _timeFirst;
    private readonly Linear _timeSecond;
    private readonly Linear _condition;
    private readonly Linear _input;
    private readonly DiffusionHeadBlock[] _blocks;
    private readonly LayerNorm _norm;
    private readonly Linear _output;
    private readonly Linear _modulation;

    /// <summary>Registers the parts.</summary>
    public DiffusionHead(DiffusionHeadConfig config)
    {
        Config = config;
        var width = config.Width;
        _timeFirst = AddModule("time_embed.mlp.0", Timed(new Linear(SinusoidWidth, width)));
        _timeSecond = AddModule("time_embed.mlp.2", Timed(new Linear(width, width)));
        _condition = AddModule("cond_embed", Started(new Linear(config.ConditionWidth, width)));
        _input = AddModule("input_proj", Started(new Linear(config.Channels, width)));
        _blocks = AddModules("res_blocks", config.Depth, _ => new DiffusionHeadBlock(width));
        _norm = AddModule("final_layer.norm_final", new LayerNorm(width, 1e-6, affine: false));
        _output = AddModule("final_layer.linear", Zeroed(new Linear(width, 2 * config.Channels)));
        _modulation = AddModule("final_layer.adaLN_modulation.1", Zeroed(new Linear(width, 2 * width)));
    }

    /// <summary>Sizes.</summary>
    public DiffusionHeadConfig Config { get; }

    /// <summary>Noise and variance of every row. [N, 2 C]</summary>
    /// <param name="x">Noisy tokens, [N, C].</param>
    /// <param name="t">Timesteps of training, [N].</param>
    /// <param name="condition">[N, D].</param>
    /// <param name="observe">Told the name of a stage and what it gave.</param>
    public Tensor Forward(Tensor x, Tensor t, Tensor condition, Action<string, Tensor>? observe = null)
    {
        var sinusoid = Sinusoid.Embed(t, SinusoidWidth);
        observe?.Invoke("sinusoid", sinusoid);
        var time = Time(sinusoid);
        observe?.Invoke("time_embed", time);
        var embedded = Condition(condition);
        observe?.Invoke("cond_embed", embedded);
        return Embedded(x, time, embedded, observe);
    }

    /// <summary>The same with guidance: the first half of the rows are seen under both conditions, and the noise is guided.</summary>
    /// <param name="x">[2 N, C]; the second half is not read.</param>
    /// <param name="t">[2 N].</param>
    /// <param name="condition">[2 N, D]: N conditions, then N unconditional ones.</param>
    /// <param name="scale">Strength of u + scale (c - u).</param>
    /// <param name="observe">As in <see cref="Forward"/>.</param>
    /// <returns>[2 N, 2 C]: the guided noise twice; the variances are not guided.</returns>
    public Tensor ForwardGuided(Tensor x, Tensor t, Tensor condition, double scale, Action<string, Tensor>? observe = null)
    {
        var half = x.Narrow(0, 0, x.Size(0) / 2);
        return Guided(Forward(Tensor.Cat([half, half]), t, condition, observe), scale);
    }

    /// <summary>The embeddings of timesteps of training. [T] to [T, W]</summary>
    public Tensor TimeEmbedding(Tensor t) => Time(Sinusoid.Embed(t, SinusoidWidth));

    /// <summary>The embedding of conditions, which serves all steps of a chain. [N, D] to [N, W]</summary>
    public Tensor Condition(Tensor condition) => _condition.Forward(condition);

    /// <summary>Noise and variance, where time and condition are embedded already. [N, 2 C]</summary>
    /// <param name="x">Noisy tokens, [N, C].</param>
    /// <param name="time">[1 or N, W].</param>
    /// <param name="condition">[N, W].</param>
    /// <param name="observe">As in <see cref="Forward"/>.</param>
    public Tensor Embedded(Tensor x, Tensor time, Tensor condition, Action<string, Tensor>? observe = null)
    {
        var y = (time + condition).Silu(); // [N, W]
        var h = _input.Forward(x); // [N, W]
        observe?.Invoke("input_proj", h);
        for (var i = 0; i < _blocks.Length; i++)
        {
            h = _blocks[i].Forward(h, y);
            observe?.Invoke($"res_block_{i}", h);
        }

        var parts = _modulation.Forward(y).Chunk(2, -1);
        return _output.Forward(_norm.Forward(h) * (parts[1] + 1) + parts[0]); // [N, 2 C]
    }

    /// <summary>The answers under both conditions, with guided noise. [2 N, 2 C]</summary>
    /// <param name="output">The conditional half first.</param>
    /// <param name="scale">Strength of u + scale (c - u).</param>
    public Tensor Guided(Tensor output, double scale)
    {
        var halves = output.Narrow(1, 0, Config.Channels).Chunk(2, 0);
        var guided = halves[1] + scale * (halves[0] - halves[1]);
        return Tensor.Cat([Tensor.Cat([guided, guided]), output.Narrow(1, Config.Channels, Config.Channels)], 1);
    }

    /// <summary>Xavier's draws and no bias.</summary>
    internal static Linear Started(Linear layer) => With(layer, Initializers.Xavier);

    /// <summary>A layer that gives 0 at first.</summary>
    internal static Linear Zeroed(Linear layer) => With(layer, Initializers.Zeros);

    private Tensor Time(Tensor sinusoid) => _timeSecond.Forward(_timeFirst.Forward(sinusoid).Silu());

    private static Linear Timed(Linear layer) => With(layer, Initializers.Normal(0.02));

    private static Linear With(Linear layer, Initializer weight)
    {
        layer.Weight.Initializer = weight;
        layer.Bias!.Initializer = Initializers.Zeros;
        return layer;
    }
}
