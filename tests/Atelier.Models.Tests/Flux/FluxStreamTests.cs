using Atelier.Models.Adapters;
using Atelier.Models.Flux;
using Atelier.Models.Streams;
using Atelier.Torch;

namespace Atelier.Models.Tests.Flux;

public sealed class FluxStreamTests : IDisposable
{
    private static readonly FluxConfig Small = new()
    {
        InChannels = 8, NumLayers = 2, NumSingleLayers = 2, AttentionHeadDim = 8, NumAttentionHeads = 3, JointAttentionDim = 12,
        PooledProjectionDim = 0, AxesDimsRope = [2, 4, 2],
    };

    private readonly TensorScope _scope = Tensor.Scope();
    private readonly Generator _generator = new(7);
    private readonly FluxTransformer _network;
    private readonly Conditioning _now;
    private readonly TokenStream _text;
    private readonly TokenStream _image;
    private readonly TokenStream _condition;

    public FluxStreamTests()
    {
        _network = new(Small);
        // No gate may stay at zero, else blocks do nothing.
        foreach (var (_, parameter) in _network.Parameters())
            parameter.Value = Random(parameter.Shape) * 0.2;
        _now = new(Tensor.From([0.7f, 0.3f], 2));
        _text = new(StreamKind.Text, Random(2, 5, 12), Tensor.Zeros([5, 3]), _now);
        _image = new(StreamKind.Image, Random(2, 6, 8), Random(6, 3), _now);
        _condition = new(StreamKind.Image, Random(2, 4, 8), Random(4, 3), new(Tensor.Zeros([2])));
    }

    public void Dispose()
    {
        _scope.Dispose();
        _network.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void Sizes_give_the_published_parameter_counts()
    {
        Assert.Equal(11_901_408_320, new FluxTransformer(FluxConfig.Dev).ParameterCount());
        Assert.Equal(11_891_178_560, new FluxTransformer(FluxConfig.Schnell).ParameterCount());
        Assert.Equal(1160, new FluxTransformer(FluxConfig.Dev).Parameters().Count());
        Assert.Equal(1156, new FluxTransformer(FluxConfig.Schnell).Parameters().Count());
    }

    [Fact]
    public void A_fresh_network_answers_zero()
    {
        using var fresh = new FluxTransformer(Small);
        fresh.Initialize(_generator);

        Assert.Equal(0, fresh.Forward(_text, _image).Abs().Max().Item());
    }

    [Fact]
    public void Cached_keys_give_what_running_the_condition_again_gives()
    {
        var visibility = Visibility.Conditions(main: 2, conditions: 1, independent: true);
        var again = _network.Forward([_text, _image, _condition], new() { Visibility = visibility });
        using var cache = _network.Cache(_condition);

        var cached = _network.Forward([_text, _image], new() { Cached = [cache] });

        Assert.Equal(4, cache.Length);
        AssertClose(again.Sample!, cached.Sample!);
    }

    [Fact]
    public void Keys_recorded_in_a_joint_call_are_those_of_the_stream_alone()
    {
        var visibility = Visibility.Conditions(main: 2, conditions: 1, independent: true);
        var recorded = _network.Forward([_text, _image, _condition], new() { Visibility = visibility, Record = [2] }).Recorded[0];
        using var alone = _network.Cache(_condition);

        for (var layer = 0; layer < alone.Layers; layer++)
        {
            AssertClose(alone[layer].Keys, recorded[layer].Keys);
            AssertClose(alone[layer].Values, recorded[layer].Values);
        }

        recorded.Dispose();
    }

    [Fact]
    public void A_condition_of_strength_zero_is_as_if_absent()
    {
        var visibility = Visibility.Conditions(2, 1, independent: true).Strengthen(0, 2, 0).Strengthen(1, 2, 0);

        var off = _network.Forward([_text, _image, _condition], new() { Visibility = visibility }).Sample!;

        AssertClose(_network.Forward(_text, _image), off);
    }

    [Fact]
    public void Conditions_do_not_see_each_other()
    {
        var other = _condition with { Tokens = Random(2, 4, 8) };
        var options = new FluxOptions { Visibility = Visibility.Conditions(2, 2, independent: false), Output = 2 };
        var first = _network.Forward([_text, _image, _condition, other], options with { Visibility = options.Visibility!.Hide(0, 3).Hide(1, 3) });
        var second = _network.Forward([_text, _image, _condition], options with { Visibility = Visibility.Conditions(2, 1, independent: false) });

        AssertClose(second.Sample!, first.Sample!);
    }

    [Fact]
    public void Streams_of_one_conditioning_equal_streams_of_equal_ones()
    {
        var separate = _image with { Conditioning = _now with { } };

        AssertClose(_network.Forward(_text, _image), _network.Forward(_text, separate));
    }

    [Fact]
    public void Masked_text_is_as_if_absent()
    {
        var mask = Tensor.From([1L, 1, 1, 0, 0, 1, 1, 1, 0, 0], 2, 5).Ne(0);
        var cut = _text with { Tokens = _text.Tokens.Narrow(1, 0, 3), Positions = _text.Positions.Narrow(0, 0, 3) };

        AssertClose(_network.Forward(cut, _image), _network.Forward(_text with { KeyMask = mask }, _image));
    }

    [Fact]
    public void Checkpointing_changes_no_gradient()
    {
        var adapter = new Adapter("a", _network, new Dictionary<string, LayerUpdate> { ["transformer_blocks.0.attn.to_q"] = new Shift(24, _generator) });
        var image = _image with { Adapters = new AdapterStack((adapter, 0.5)) };
        _network.RequireGradients(true);
        adapter.RequireGradients(true);
        var parameters = _network.Parameters().Concat(adapter.Parameters()).Select(p => p.Parameter.Value).ToArray();

        Tensor?[] Gradients(bool checkpointing)
        {
            _network.Checkpointing = checkpointing;
            return _network.Forward(_text, image).Square().Sum().Gradients(parameters);
        }

        var (plain, again) = (Gradients(false), Gradients(true));

        for (var i = 0; i < parameters.Length; i++)
            AssertClose(plain[i]!, again[i]!);
    }

    [Fact]
    public void A_reader_sees_tokens_in_the_gradient_graph()
    {
        _network.RequireGradients(true);
        Tensor? middle = null;

        _network.Forward([_text, _image], new() { Observe = (stage, block, tokens) => middle = stage == FluxStage.SingleBlock && block == 0 ? tokens[1] : middle });

        Assert.Equal([2, 6, 24], middle!.Shape);
        Assert.NotNull(middle.Sum().Gradients([_network.Parameters().First(p => p.Name == "x_embedder.weight").Parameter.Value])[0]);
    }

    [Fact]
    public void A_stream_that_does_not_fit_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => _network.Forward(_text, _image with { Positions = Random(5, 3) }));

        Assert.Contains("Stream 1 has 6 tokens", error.Message);
    }

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.True(expected.Sub(actual).Abs().Max().Item() < 1e-4, $"off by {expected.Sub(actual).Abs().Max().Item()}");

    private Tensor Random(params long[] shape) => Tensor.RandN(shape, _generator);

    private sealed class Shift : LayerUpdate
    {
        private readonly Parameter _by;

        public Shift(long width, Generator generator)
        {
            _by = AddParameter("by", [width], Initializers.Normal(1));
            Initialize(generator);
        }

        public override Tensor Apply(AdaptedCall call) => call.Output.Add(_by.Value, call.Weight);

        public override (Tensor Weight, Tensor? Bias) Fuse(Tensor weight, Tensor? bias, double strength) => (weight, bias);
    }
}
