using Atelier.Diffusion.Gaussian;
using Atelier.Diffusion.Grids;
using Atelier.Diffusion.Samplers;
using Atelier.Torch;

namespace Atelier.Diffusion.Tests.Gaussian;

public sealed class VelocityTests : IDisposable
{
    private const int Rows = 6;
    private const int Channels = 3;
    private static readonly NoiseSchedule Noise = new() { Curve = BetaCurve.SquaredCosine };
    private readonly Generator _random = new(5);
    private readonly GaussianDiffusion _noises = GaussianDiffusion.Create(Noise);
    private readonly GaussianDiffusion _velocities = GaussianDiffusion.Create(Noise, prediction: PredictionType.Velocity);

    public void Dispose() => _random.Dispose();

    [Fact]
    public void The_velocity_of_an_answer_means_the_same_data_noise_and_variance()
    {
        using var scope = Tensor.Scope();
        var t = Tensor.From([0L, 10, 250, 500, 750, 900], Rows);
        var (clean, noise, answer) = (Draw(Channels), Draw(Channels), Draw(2 * Channels));
        var noisy = _noises.AddNoise(clean, t, noise);
        var velocity = Velocities(answer, noisy, t);

        Near(_noises.PredictedClean(answer, noisy, t), _velocities.PredictedClean(velocity, noisy, t));
        var (expected, found) = (_noises.Losses(answer, noisy, clean, t, noise), _velocities.Losses(velocity, noisy, clean, t, noise));
        Near(expected.PredictedNoise, found.PredictedNoise);
        Near(expected.Variational, found.Variational);
        Near(expected.SquaredError / Alphas(t).Flatten(), found.SquaredError);
    }

    [Fact]
    public void Both_kinds_of_answers_give_the_same_samples()
    {
        using var scope = Tensor.Scope();
        var expected = Sample(PredictionType.Epsilon, (x, a) => x * Math.Sqrt(1 - a) / Variance(a));
        var found = Sample(PredictionType.Velocity, (x, a) => x * (Math.Sqrt(a * (1 - a)) * (1 - 0.25) / Variance(a)));
        Near(expected, found);
        Assert.InRange(found.Square().Mean().Item(), 0.2, 0.3);

        // Data of deviation 1/2: the best answer is linear in the sample.
        static double Variance(double a) => (0.25 * a) + 1 - a;
    }

    [Theory]
    [InlineData(PredictionType.Sample)]
    [InlineData(PredictionType.Flow)]
    public void Another_answer_is_refused(PredictionType prediction) =>
        Assert.Contains("Velocity", Assert.Throws<ArgumentException>(() => GaussianDiffusion.Create(Noise, "10", prediction)).Message, StringComparison.Ordinal);

    private static void Near(Tensor expected, Tensor found) =>
        Assert.All(expected.ToFloats().Zip(found.ToFloats()), p => Assert.Equal(p.First, p.Second, 2e-3f * Math.Max(1, Math.Abs(p.First))));

    private Tensor Draw(int channels) => Tensor.RandN([Rows, channels], _random);

    private Tensor Alphas(Tensor t) => Tensor.From([.. _noises.Tables.CumulativeAlphas.Select(a => (float)a)], 1000).IndexSelect(0, t).Unsqueeze(1);

    // [noise | place of the variance] to [velocity | the same]
    private Tensor Velocities(Tensor answer, Tensor noisy, Tensor t)
    {
        var a = Alphas(t);
        var velocity = (a.Sqrt() * answer.Narrow(1, 0, Channels)) - ((1.0 - a).Sqrt() * _noises.PredictedClean(answer, noisy, t));
        return Tensor.Cat([velocity, answer.Narrow(1, Channels, Channels)], 1);
    }

    private static Tensor Sample(PredictionType prediction, Func<Tensor, double, Tensor> answer)
    {
        using var random = new Generator(3);
        var chain = GaussianDiffusion.Create(Noise, "100", prediction);
        var alphas = Noise.CumulativeAlphas();
        var noise = NoiseSource.From(random);
        var initial = noise.Like(Tensor.Zeros([2000, 1]));
        return chain.Sample((x, t) => Tensor.Cat([answer(x, alphas[t]), Tensor.Ones([2000, 1])], 1), initial, noise);
    }
}
