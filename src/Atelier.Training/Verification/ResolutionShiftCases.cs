using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Training.Objectives;

namespace Atelier.Training.Verification;

/// <summary>Time shifts by token count.</summary>
public sealed class ResolutionShiftCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "resolution-dependent shift";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var line = golden.Config.GetProperty("calculate_shift");
        long Tokens(string name) => line.GetProperty(name).GetInt64();
        double Shift(string name) => line.GetProperty(name).GetDouble();
        var sigmas = golden.Input("sigmas").To(ScalarType.Float64);
        var mu = golden.Input("tokens").ToArray<long>()
            .Select(n => TimestepDensity.ResolutionMu(n, Tokens("base_seq_len"), Tokens("max_seq_len"), Shift("base_shift"), Shift("max_shift")))
            .ToArray();
        report.Check("mu", Tensor.From(mu, mu.Length));
        report.Check("exponential", Tensor.Stack([.. mu.Select(m => TimestepDensity.ShiftByExponential(sigmas, m))]));
        report.Check("linear", Tensor.Stack([.. mu.Select(m => TimestepDensity.ShiftByFactor(sigmas, m))]));
    }
}
