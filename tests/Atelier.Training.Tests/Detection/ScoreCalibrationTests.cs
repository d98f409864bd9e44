using Atelier.Training.Detection;

namespace Atelier.Training.Tests.Detection;

public sealed class ScoreCalibrationTests
{
    [Theory]
    [InlineData(-0.8, 0.4)]
    [InlineData(0, 1)]
    [InlineData(1.25, 0.25)]
    public void The_benchmarks_thresholds_lie_at_the_ends_of_the_best_range(double middle, double half)
    {
        // Two in five hundred are lost half a range away from the best threshold.
        var calibration = ScoreCalibration.Around(threshold => 0.9 - (0.004 * Math.Abs(threshold - middle) / (half + 1e-6)));
        Assert.Equal(0.3, calibration.Of(middle - half), 1);
        Assert.Equal(0.9, calibration.Of(middle + half), 1);
    }

    [Fact]
    public void A_single_best_threshold_lies_between_both()
    {
        var calibration = ScoreCalibration.Around(threshold => Math.Abs(threshold - 0.5) < 0.01 ? 0.9 : 0.1);
        Assert.InRange(calibration.Of(0.5), 0.3, 0.9);
        Assert.True(calibration.Of(0.4) < 0.3 && calibration.Of(0.6) > 0.9);
    }

    [Fact]
    public void Scores_stay_as_they_are_without_one() => Assert.Equal(0.5, ScoreCalibration.None.Of(0));
}
