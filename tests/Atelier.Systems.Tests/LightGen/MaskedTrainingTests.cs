using Atelier.Models.Mar;
using Atelier.Systems.LightGen;
using Atelier.Torch;

namespace Atelier.Systems.Tests.LightGen;

public sealed class MaskedTrainingTests : IDisposable
{
    private readonly LightGenTransformer _model = TinyLightGen.Network();
    private readonly Generator _random = new(9);

    public void Dispose()
    {
        _model.Dispose();
        _random.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)] // more rows than timesteps
    public void The_losses_of_hidden_tokens_are_those_of_the_whole_picture_at_hidden_places(int repeats)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var training = new MaskedTraining(_model, new DiffusionLoss(_model.Head), repeats);
        var latents = Tensor.RandN([2, 4, 8, 8], _random);
        var condition = _model.TextCondition(Tensor.RandN([2, TinyLightGen.TextLength, TinyLightGen.TextChannels], _random));
        var draw = training.Draw(latents, _random);
        var masked = TokenMask.FirstOf(draw.Orders, draw.Hidden).Masked; // [2, hidden]
        var places = masked.Unsqueeze(0).Expand(repeats, -1, -1);
        var t = Tensor.Zeros([repeats, 2, 16], ScalarType.Int64).Scatter(2, places, ByRepeat(draw.Timesteps.Unsqueeze(-1)).Squeeze(-1));
        var noise = ByRepeat(draw.Noise).Unbind(0).Select(n => TokenMask.Put(Tensor.Zeros([2, 16, 16]), masked, n));

        var (all, _) = training.Losses(latents, condition, draw.Orders, draw.Hidden, t.Flatten(), Tensor.Cat([.. noise]).Flatten(0, 1));
        var expected = all.SquaredError.Reshape(repeats, 2, 16).Gather(2, places).Transpose(0, 1).Contiguous().Flatten().ToFloats();
        var hidden = training.LossesOfHidden(latents, condition, draw);

        var found = hidden.Losses.SquaredError.ToFloats();
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), p => Assert.Equal(p.First, p.Second, 1e-5f * Math.Max(1, p.First)));
        Assert.Equal([2], hidden.EachSample.Shape);
        Assert.Equal([2, repeats * draw.Hidden, 16], hidden.PredictedNoise.Shape);

        // [2, repeats hidden, C] to [repeats, 2, hidden, C]
        Tensor ByRepeat(Tensor x) => x.Reshape(2, repeats, draw.Hidden, -1).Transpose(0, 1).Contiguous();
    }

    [Fact]
    public void Dropout_is_a_function_of_its_generator_and_is_off_without_one()
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var plain = Answer(null);
        Assert.Equal(plain, Answer(null));
        Assert.Equal(Answer(4), Answer(4));
        Assert.NotEqual(Answer(4), Answer(5));
        Assert.NotEqual(plain, Answer(4));
        var kept = new RandomDropout(0.25, _random).Apply(Tensor.Ones([4000])).ToFloats();
        Assert.InRange(kept.Count(v => v == 0), 850, 1150);
        Assert.All(kept.Where(v => v != 0), v => Assert.Equal(1 / 0.75f, v, 1e-6f));
    }

    [Fact]
    public void The_step_from_pure_noise_is_computed_in_single_precision_whatever_the_products_are()
    {
        using var scope = Tensor.Scope();
        var condition = Tensor.RandN([3, 16], _random);
        var (single, half) = (Steps(ScalarType.Float32), Steps(ScalarType.BFloat16));
        Assert.Equal(single[0], half[0]);
        Assert.NotEqual(single[1], half[1]);

        float[][] Steps(ScalarType type)
        {
            using var products = ProductPrecision.Use(type);
            using var noise = new Generator(2);
            var steps = new List<float[]>();
            new DiffusionLoss(_model.Head, "10").Sample(condition, Diffusion.NoiseSource.From(noise), onStep: (_, x, _) => steps.Add(x.ToFloats()));
            return [.. steps];
        }
    }

    private float[] Answer(ulong? seed)
    {
        using var generator = new Generator(seed ?? 0);
        _model.Dropout = seed is null ? null : new(0.2, generator);
        using var random = new Generator(1);
        var states = Tensor.RandN([1, TinyLightGen.TextLength, TinyLightGen.TextChannels], random);
        var tokens = Tensor.RandN([1, 16, 16], random);
        var mask = TokenMask.FirstOf(Tensor.RandPerm(16, random).Unsqueeze(0), 9);
        var answer = _model.Forward(tokens, mask, new(4, 4), _model.TextCondition(states)).ToFloats();
        _model.Dropout = null;
        return answer;
    }
}
