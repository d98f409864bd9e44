namespace Atelier.Imaging.Verification;

/// <summary>How one output of a recorded case compares.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="MaxAbsoluteError">The largest difference.</param>
/// <param name="MaxRelativeError">The largest difference over the expected magnitude, where that is not 0.</param>
/// <param name="Passed">Whether every value is within the case's tolerance.</param>
/// <param name="Note">Why it failed, where numbers do not say it.</param>
public sealed record CaseResult(string Output, double MaxAbsoluteError, double MaxRelativeError, bool Passed, string? Note = null)
{
    internal static CaseResult Failed(string output, string note) => new(output, double.PositiveInfinity, double.PositiveInfinity, false, note);

    /// <summary>Compares: |actual - expected| at most absolute + relative * |expected|, and the same shape.</summary>
    internal static CaseResult Compare(CaseOutput actual, CaseArray expected, double absolute, double relative)
    {
        var wanted = expected.ToDoubles();
        if (!actual.Shape.SequenceEqual(expected.Shape))
            return Failed(actual.Name, $"the shape is [{string.Join(", ", actual.Shape)}] in place of [{string.Join(", ", expected.Shape)}]");
        double worst = 0, worstRelative = 0;
        var passed = true;
        for (var i = 0; i < wanted.Length; i++)
        {
            if (actual.Values[i].Equals(wanted[i]))
                continue; // also two infinities
            var error = Math.Abs(actual.Values[i] - wanted[i]);
            passed &= error <= absolute + (relative * Math.Abs(wanted[i]));
            worst = double.IsNaN(error) ? double.NaN : Math.Max(worst, error);
            if (wanted[i] != 0)
                worstRelative = Math.Max(worstRelative, error / Math.Abs(wanted[i]));
        }

        return new CaseResult(actual.Name, worst, worstRelative, passed);
    }
}
