using Atelier.Benchmarks;
using Atelier.Torch;

namespace Atelier.Cli.Tests.Bench;

public class NetworkSpeedTests
{
    [Fact]
    public void A_network_is_measured_beside_the_machines_own_dense_products()
    {
        var notes = new List<string>();
        var result = new NetworkSpeed("small", "a convolution", Small).Run(notes.Add, CancellationToken.None);

        Assert.Equal("small", result.Name);
        Assert.Equal(5, result.Runs);
        Assert.Equal(2.0 * 16 * 64 * 16 * 9, result.Operations);
        Assert.True(result.DenseRate > 0);
        Assert.Equal(result.Operations / result.Seconds / result.DenseRate, result.RateShare);
        Assert.Contains("Convolution", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_takes_effect_between_two_runs() => Assert.Throws<OperationCanceledException>(
        () => new NetworkSpeed("small", "a convolution", Small).Run(_ => { }, new CancellationToken(canceled: true)));

    private static (Module Network, Func<Tensor> Step) Small()
    {
        using var generator = new Generator(0);
        var network = new Conv2d(16, 16, 3, padding: 1);
        network.Initialize(generator);
        var x = Tensor.RandN([1, 16, 8, 8], generator);
        return (network, () => network.Forward(x));
    }
}
