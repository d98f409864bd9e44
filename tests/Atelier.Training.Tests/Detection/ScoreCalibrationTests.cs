using Atelier.Training.Detection;

namespace Atelier.Training.Tests.Detection;

public sealed class ScoreCalibrationTests
{
    [Theory]
    [InlineData(-0.8)]
    [InlineData(0)]
    [InlineData(1.25)]
    public void The_benchmarks_thresholds_lie_around_the_best_one(double best)
    {
        var calibration = ScoreCalibration.Around(threshold => 1 - Math.Abs(threshold - best));
        Assert.Equal(0.3, calibration.Of(best - 0.5), 2);
        Assert.Equal(0.9, calibration.Of(best + 0.5), 2);
    }

    [Fact]
    public void The_middle_of_a_plateau_is_taken()
    {
        var calibration = ScoreCalibration.Around(threshold => threshold is > -1 and < 2 ? 0.9 : 0.1);
        Assert.Equal(0.3, calibration.Of(0), 1);
        Assert.Equal(0.9, calibration.Of(1), 1);
    }

    [Fact]
    public void Scores_stay_as_they_are_without_one() => Assert.Equal(0.5, ScoreCalibration.None.Of(0));
}
