namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>Seconds of a step with some conditions, in a mean over a run, and what counting products predicts. Null where a mode was not timed.</summary>
/// <param name="Size">Side of the picture, pixels.</param>
/// <param name="Conditions">Conditions.</param>
/// <param name="Plain">Without conditions.</param>
/// <param name="Joint">OminiControl: every condition computed at each step, seeing text and picture.</param>
/// <param name="Reused">Computed once before the run, full size.</param>
/// <param name="Compact">Computed once before the run, half the side.</param>
/// <param name="PredictedJoint">Joint over plain, by counted products.</param>
/// <param name="PredictedSpeedup">Joint over compact, by counted products.</param>
public sealed record SpeedRow(
    int Size, int Conditions, double? Plain, double? Joint, double? Reused, double? Compact, double PredictedJoint, double PredictedSpeedup)
{
    /// <summary>How many times faster compact conditions with reuse are than joint ones.</summary>
    public double? Speedup => Joint / Compact;

    /// <summary>Share of the conditions' time that is saved.</summary>
    public double? OverheadCut => 1 - ((Compact - Plain) / (Joint - Plain));
}
