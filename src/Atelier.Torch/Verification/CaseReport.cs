namespace Atelier.Torch.Verification;

/// <summary>Collects how the outputs of one case compare with what was recorded.</summary>
/// <param name="golden">The case.</param>
public sealed class CaseReport(GoldenCase golden)
{
    private readonly List<OutputCheck> _checks = [];

    /// <summary>What was compared so far.</summary>
    public IReadOnlyList<OutputCheck> Checks => _checks;

    /// <summary>True where something was compared and nothing failed.</summary>
    public bool Passed => _checks.Any(c => !c.Skipped) && _checks.All(c => c.Passed);

    /// <summary>Compares a tensor with the recorded output of that name, by the case's tolerance.</summary>
    public void Check(string output, Tensor actual)
    {
        using var scope = Tensor.Scope();
        var expected = golden.Expected(output);
        if (!expected.Shape.AsSpan().SequenceEqual(actual.Shape))
        {
            _checks.Add(new(output, false, Message: $"shape [{string.Join(", ", actual.Shape)}], recorded [{string.Join(", ", expected.Shape)}]"));
            return;
        }

        var (absolute, relative) = golden.ToleranceOf(output);
        _checks.Add(Compare(output, actual.Detach().To(Device.Cpu), expected, absolute, relative));
    }

    /// <summary>Adds a check that is not a tensor's.</summary>
    public void Check(string output, bool passed, string message = "") => _checks.Add(new(output, passed, Message: passed ? "" : message));

    /// <summary>Adds a check that was made elsewhere.</summary>
    public void Check(OutputCheck check) => _checks.Add(check);

    /// <summary>Leaves a recorded output out, and says why.</summary>
    public void Skip(string output, string reason) => _checks.Add(new(output, true, Message: reason, Skipped: true));

    /// <summary>Fails every recorded output that nobody compared or left out.</summary>
    public void Close()
    {
        var seen = _checks.Select(c => c.Output).ToHashSet();
        foreach (var output in golden.Outputs.Where(o => !seen.Contains(o)))
            _checks.Add(new(output, false, Message: "not compared"));
        Explain();
    }

    /// <summary>Names the inputs that were not read, where something failed: what a runner leaves out of a call is not in its answer.</summary>
    internal void Explain()
    {
        if (_checks.All(c => c.Passed))
            return;
        foreach (var input in golden.UnreadInputs.ToArray())
            Skip($"in.{input}", "an input that the run did not read");
    }

    private static OutputCheck Compare(string output, Tensor actual, Tensor expected, double absolute, double relative)
    {
        if (expected.ElementCount == 0)
            return new(output, true);
        // Not-a-number and infinities must stand at the same places; the rest is compared as numbers.
        var (a, b) = (actual.To(ScalarType.Float64), expected.To(ScalarType.Float64));
        var same = a.Eq(b).Or(a.IsNan().And(b.IsNan()));
        var distance = a.Sub(b).Abs().MaskedFill(same, 0);
        var size = b.Abs();
        var worst = distance.Max().Item();
        var worstRelative = distance.Div(size.Clamp(1e-12)).MaskedFill(same, 0).Max().Item();
        var passed = distance.Le(size.Mul(relative).Add(absolute)).Or(same).All().Item() != 0;
        return new(output, passed, worst, worstRelative, passed ? "" : $"allowed {absolute:g2} + {relative:g2} |b|");
    }
}
