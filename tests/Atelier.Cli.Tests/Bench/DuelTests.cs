using Atelier.Benchmarks;
using Atelier.Benchmarks.Workloads;

namespace Atelier.Cli.Tests.Bench;

public class DuelTests
{
    [Fact]
    public void A_small_workload_is_measured_with_or_without_a_rival()
    {
        const string name = "transformer";
        var notes = new List<string>();
        var result = new Duel(name, "small", () => Small(name), most: 7).Run(notes.Add, CancellationToken.None);

        Assert.Equal(name, result.Name);
        Assert.Equal(7, result.Runs);
        Assert.True(result.Seconds > 0);
        Assert.True(result.PeakBytes > 1_000_000);
        // Either the rival took part, or a note says why not.
        Assert.Equal(result.Rival is null, notes.Count > 0);
        Assert.Equal(result.RivalSeconds / result.Seconds, result.Ratio);
    }

    [Theory]
    [InlineData("matmul")]
    [InlineData("conv")]
    [InlineData("attention")]
    public void A_workload_can_be_done_again_and_again(string name)
    {
        using var work = Small(name);
        using var scope = Torch.Tensor.Scope();
        for (var i = 0; i < 3; i++)
            work.Step();

        Assert.StartsWith(name, work.RivalArguments);
        Assert.Equal(0, scope.Count);
    }

    [Fact]
    public void A_stop_takes_effect_between_two_runs() => Assert.Throws<OperationCanceledException>(
        () => new Duel("matmul", "small", () => Small("matmul"), most: 7).Run(_ => { }, new CancellationToken(canceled: true)));

    private static IWorkload Small(string name) => name switch
    {
        "matmul" => new MatMulWork(32, 2),
        "conv" => new ConvWork(1, 8, 8),
        "attention" => new AttentionWork(1, 2, 16, 8),
        _ => new TransformerWork(1, 16, 2, 8, 2),
    };
}
