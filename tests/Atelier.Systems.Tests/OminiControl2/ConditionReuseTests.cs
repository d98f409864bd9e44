using Atelier.Models.Streams;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Reuse;
using Atelier.Torch;

namespace Atelier.Systems.Tests.OminiControl2;

public sealed class ConditionReuseTests : IDisposable
{
    private const double Exact = 1e-5;

    private readonly NoGrad _noGrad = new();
    private readonly TensorScope _scope = Tensor.Scope();
    private readonly TinyFlux _tiny = new();

    public void Dispose()
    {
        _tiny.Dispose();
        _scope.Dispose();
        _noGrad.Dispose();
    }

    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(0.4, 2.5)]
    [InlineData(0.0, 1.7)]
    public void Features_computed_before_equal_those_of_every_step(double first, double second)
    {
        using var adapter = _tiny.Adapter();
        var text = _tiny.Text();
        ImageCondition[] conditions =
        [
            _tiny.Condition(4, 6, null, adapter) with { Strength = first },
            _tiny.Condition(2, 3, ConditionPlacement.Compact(2), adapter) with { Strength = second },
        ];
        var features = conditions.Select(c => ConditionFeatures.Compute(_tiny.Network, text, c)).ToArray();
        using var reused = new ConditionedFlux(_tiny.Network, text, _tiny.Positions, conditions, null, features);
        using var computed = new ConditionedFlux(
            _tiny.Network, text, _tiny.Positions, conditions, new() { Sight = ConditionSight.Independent });
        for (var step = 0; step < 3; step++)
        {
            var (x, sigma) = (_tiny.Draw(1, 24, TinyFlux.Channels), Tensor.Full([1], 1 - (0.3 * step)));
            Assert.True(TinyFlux.Distance(reused.Velocity(x, sigma, step), computed.Velocity(x, sigma, step)) < Exact);
        }

        foreach (var stream in features)
            stream.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_condition_that_sees_itself_only_is_reused_beside_one_that_sees_the_picture(int refresh)
    {
        using var adapter = _tiny.Adapter();
        var text = _tiny.Text();
        ImageCondition[] conditions =
        [
            _tiny.Condition(4, 6, null, adapter) with { Sight = ConditionSight.Joint, Strength = 0.7 },
            _tiny.Condition(2, 3, ConditionPlacement.Compact(2), adapter) with { Sight = ConditionSight.Independent, Strength = 1.4 },
        ];
        using var features = ConditionFeatures.Compute(_tiny.Network, text, conditions[1]);
        using var reused = new ConditionedFlux(_tiny.Network, text, _tiny.Positions, conditions, new() { RefreshEvery = refresh }, [null, features]);
        using var computed = new ConditionedFlux(_tiny.Network, text, _tiny.Positions, conditions, new() { RefreshEvery = refresh });
        using var joint = new ConditionedFlux(_tiny.Network, text, _tiny.Positions, [.. conditions.Select(c => c with { Sight = ConditionSight.Joint })]);
        for (var step = 0; step < 4; step++)
        {
            var (x, sigma) = (_tiny.Draw(1, 24, TinyFlux.Channels), Tensor.Full([1], 1 - (0.2 * step)));
            var answer = computed.Velocity(x, sigma, step);
            Assert.True(TinyFlux.Distance(reused.Velocity(x, sigma, step), answer) < Exact);
            Assert.True(TinyFlux.Distance(joint.Velocity(x, sigma, step), answer) > Exact);
        }
    }

    [Fact]
    public void Conditions_of_adapters_with_other_guidance_are_each_modulated_by_their_own()
    {
        using var adapter = _tiny.Adapter();
        var text = _tiny.Text();
        ImageCondition[] conditions = [_tiny.Condition(4, 6, null, adapter) with { Guidance = 1 }, _tiny.Condition(4, 6, null, adapter) with { Guidance = 5 }];
        var features = conditions.Select(c => ConditionFeatures.Compute(_tiny.Network, text, c, c.Guidance)).ToArray();
        var (x, sigma) = (_tiny.Draw(1, 24, TinyFlux.Channels), Tensor.Full([1], 0.7));
        Tensor Velocity(ImageCondition[] seen, IReadOnlyList<CachedStream>? kept)
        {
            using var flux = new ConditionedFlux(_tiny.Network, text, _tiny.Positions, seen, new() { Sight = ConditionSight.Independent }, kept);
            return flux.Velocity(x, sigma);
        }

        var computed = Velocity(conditions, null);
        Assert.True(TinyFlux.Distance(Velocity(conditions, features), computed) < Exact);
        Assert.True(TinyFlux.Distance(Velocity([.. conditions.Select(c => c with { Guidance = 1 })], null), computed) > Exact);
        foreach (var stream in features)
            stream.Dispose();
    }

    [Fact]
    public void Strength_zero_is_no_condition_and_one_is_the_plain_call()
    {
        var text = _tiny.Text();
        var condition = _tiny.Condition(4, 6);
        var (x, sigma) = (_tiny.Draw(1, 24, TinyFlux.Channels), Tensor.Full([1], 0.7));
        Tensor With(double? strength, ConditionSight sight) => new ConditionedFlux(
            _tiny.Network, text, _tiny.Positions, strength is { } s ? [condition with { Strength = s }] : [], new() { Sight = sight }).Velocity(x, sigma);

        var conditioning = new Conditioning(sigma, text.Guidance, text.Pooled);
        var stock = _tiny.Network.Forward(
            new TokenStream(StreamKind.Text, text.Tokens, text.Positions, conditioning), new TokenStream(StreamKind.Image, x, _tiny.Positions, conditioning));
        var (none, one) = (With(null, ConditionSight.Independent), With(1, ConditionSight.Independent));
        Assert.True(TinyFlux.Distance(none, stock) < Exact);
        Assert.True(TinyFlux.Distance(With(0, ConditionSight.Independent), none) < Exact);
        Assert.True(TinyFlux.Distance(With(0, ConditionSight.Joint), none) < Exact);
        Assert.True(TinyFlux.Distance(one, none) > 0.01);
        Assert.True(TinyFlux.Distance(With(1 + 1e-9, ConditionSight.Independent), one) < Exact);
        Assert.True(TinyFlux.Distance(With(2, ConditionSight.Independent), one) > 0.001);
    }

    [Fact]
    public void Where_products_are_in_half_precision_features_take_half_the_memory()
    {
        using var adapter = _tiny.Adapter();
        var text = _tiny.Text();
        var condition = _tiny.Condition(4, 6, null, adapter);
        using var half = ProductPrecision.Use(ScalarType.BFloat16);
        using var features = ConditionFeatures.Compute(_tiny.Network, text, condition);
        Assert.Equal(5 * 2 * 24 * 24 * 2, features.Bytes);
        using var reused = new ConditionedFlux(_tiny.Network, text, _tiny.Positions, [condition], null, [features]);
        using var computed = new ConditionedFlux(_tiny.Network, text, _tiny.Positions, [condition], new() { Sight = ConditionSight.Independent });
        var x = _tiny.Draw(1, 24, TinyFlux.Channels);
        Assert.True(TinyFlux.Distance(reused.Velocity(x, Tensor.Full([1], 0.5)), computed.Velocity(x, Tensor.Full([1], 0.5))) < 0.01);
    }

    [Fact]
    public void Features_do_not_depend_on_the_other_conditions_but_on_the_pooled_text()
    {
        using var adapter = _tiny.Adapter();
        var (text, other) = (_tiny.Text(), _tiny.Text());
        var condition = _tiny.Condition(2, 3, ConditionPlacement.Compact(2), adapter);
        using var features = ConditionFeatures.Compute(_tiny.Network, text, condition);
        using var flux = new ConditionedFlux(
            _tiny.Network, text, _tiny.Positions, [_tiny.Condition(4, 6), condition], ConditionSettings.Reuse);
        flux.Velocity(_tiny.Draw(1, 24, TinyFlux.Channels), Tensor.Full([1], 0.9));
        using var elsewhere = ConditionFeatures.Compute(_tiny.Network, text with { Pooled = other.Pooled }, condition);
        var layers = Enumerable.Range(0, features.Layers);
        Assert.All(layers, i => Assert.True(TinyFlux.Distance(flux.Cached[1][i].Keys, features[i].Keys) < Exact));
        Assert.Contains(layers, i => TinyFlux.Distance(elsewhere[i].Values, features[i].Values) > 0.01);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pictures_of_a_batch_that_keep_different_tokens_equal_the_single_ones(bool before)
    {
        using var adapter = _tiny.Adapter();
        var text = _tiny.Text(2);
        var whole = _tiny.Condition(4, 6, null, adapter, batch: 2);
        TokenChoice[] choices = [Choice(i => i % 5 == 0), Choice(i => i > 17)];
        var (x, sigma) = (_tiny.Draw(2, 24, TinyFlux.Channels), Tensor.Full([2], 0.6));
        var settings = new ConditionSettings { Sight = before ? ConditionSight.Independent : ConditionSight.Joint };
        var together = Velocity(text, whole.Keep(choices), x, sigma);
        for (var i = 0; i < 2; i++)
        {
            Tensor Row(Tensor t) => t.Narrow(0, i, 1);
            var alone = new FluxText(Row(text.Tokens), text.Positions, Row(text.Pooled!), Row(text.Guidance!));
            var single = Velocity(alone, (whole with { Tokens = Row(whole.Tokens) }).Keep(choices[i]), Row(x), Row(sigma));
            Assert.True(TinyFlux.Distance(Row(together), single) < Exact);
        }

        Tensor Velocity(FluxText words, ImageCondition condition, Tensor noisy, Tensor level)
        {
            using CachedStream? features = before ? ConditionFeatures.Compute(_tiny.Network, words, condition) : null;
            using var flux = new ConditionedFlux(_tiny.Network, words, _tiny.Positions, [condition], settings, features is null ? null : [features]);
            return flux.Velocity(noisy, level);
        }

        static TokenChoice Choice(Func<int, bool> keeps)
        {
            var keep = new bool[4, 6];
            for (var i = 0; i < keep.Length; i++)
                keep[i / 6, i % 6] = keeps(i);
            return new(keep);
        }
    }

    [Fact]
    public void Padding_of_the_text_is_not_seen()
    {
        var text = _tiny.Text();
        var padded = text with
        {
            Tokens = Tensor.Cat([text.Tokens, _tiny.Draw(1, 2, 10)], 1),
            Positions = Models.Flux.FluxLatents.TextPositions(7),
            Mask = Tensor.From([true, true, true, true, true, false, false], 1, 7),
        };
        var condition = _tiny.Condition(4, 6);
        var (x, sigma) = (_tiny.Draw(1, 24, TinyFlux.Channels), Tensor.Full([1], 0.6));
        Tensor With(FluxText words) => new ConditionedFlux(_tiny.Network, words, _tiny.Positions, [condition]).Velocity(x, sigma);
        Assert.True(TinyFlux.Distance(With(padded), With(text)) < Exact);
    }
}
