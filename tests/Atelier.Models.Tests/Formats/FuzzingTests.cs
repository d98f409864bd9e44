using Atelier.Fuzzing;

namespace Atelier.Models.Tests.Formats;

public class FuzzingTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_short_run_finds_nothing(string name)
    {
        var report = Fuzzer.Run(FuzzTargets.All.Single(target => target.Name == name), count: 500, seed: 1);

        Assert.Empty(report.Failures);
        Assert.True(report.Accepted is > 0 and <= 500, report.ToString());
    }

    [Fact]
    public void Another_exception_is_a_failure_and_names_the_input()
    {
        var report = Fuzzer.Run(new Broken(), count: 50, seed: 1);

        Assert.Equal(20, report.Failures.Count);
        Assert.Contains("broken-", report.Failures[0]);
        Assert.Contains(nameof(InvalidOperationException), report.Failures[0]);
    }

    private sealed class Broken : FuzzTarget
    {
        public override string Name => "broken";

        public override Type Refusal => typeof(FormatException);

        public override IReadOnlyList<byte[]> Seeds { get; } = [[1, 2, 3]];

        public override void Read(byte[] input) => throw new InvalidOperationException();
    }
}
