using Atelier.Torch;
using Atelier.Training.Optimizers;

namespace Atelier.Training.Tests.Optimizers;

/// <summary>Parameters that are updated together, as on a GPU, end where they end one by one.</summary>
public sealed class TogetherTests
{
    private static readonly long[][] Shapes = [[6, 4], [4, 6], [6, 4], [8, 3, 3, 3], [8, 3, 3, 3], [5], [5], [7]];

    [Fact]
    public void Muon() => Compare(
        shapes => shapes.Where(s => s.Length > 1),
        (parameters, together) => new Muon(parameters, new() { Kernels = true, HalfPrecision = false }) { StepsTogether = _ => together });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Adam(bool decoupled) => Compare(
        shapes => shapes,
        (parameters, together) => new Adam(parameters, new() { Lr = 0.01, WeightDecay = 0.1, DecoupledWeightDecay = decoupled }) { StepsTogether = _ => together });

    private static void Compare(Func<long[][], IEnumerable<long[]>> choose, Func<IEnumerable<TrainedTensor>, bool, Optimizer> make)
    {
        using var scope = Tensor.Scope();
        var (alone, together) = (Run(false), Run(true));
        for (var i = 0; i < alone.Length; i++)
            Assert.True((alone[i] - together[i]).Abs().Max().Item() < 1e-6, $"parameter {i} differs");

        Tensor[] Run(bool atOnce)
        {
            using var random = new Generator(7);
            TrainedTensor[] parameters = [.. choose(Shapes).Select((shape, i) => new TrainedTensor($"p{i}", Tensor.RandN(shape, random)))];
            foreach (var parameter in parameters)
                parameter.Value.RequiresGrad = true;
            using var optimizer = make(parameters, atOnce);
            for (var step = 0; step < 3; step++)
            {
                // The last parameter joins late: it is younger than the others.
                foreach (var parameter in step == 0 ? parameters[..^1] : parameters)
                    parameter.Value.Grad = Tensor.RandN(parameter.Value.Shape, random);
                optimizer.Step();
                optimizer.ZeroGradients();
            }

            return [.. parameters.Select(p => p.Value.Detach())];
        }
    }
}
