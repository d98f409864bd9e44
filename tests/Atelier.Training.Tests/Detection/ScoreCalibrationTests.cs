using Atelier.Training.Detection;

namespace Atelier.Training.Tests.Detection;

public sealed class ScoreCalibrationTests
{
    [Fact]
    public void Scores_become_the_share_that_is_right()
    {
        var random = new Random(3);
        // Truth: right with the probability of a line through the logit.
        var seen = Enumerable.Range(0, 20_000).Select(_ =>
        {
            var logit = (random.NextDouble() * 6) - 3;
            return (logit, random.NextDouble() < 1 / (1 + Math.Exp(-((2 * logit) + 1))));
        }).ToArray();
        var calibration = ScoreCalibration.Fit(seen);
        Assert.InRange(calibration.Scale, 1.85, 2.15);
        Assert.InRange(calibration.Shift, 0.85, 1.15);
        Assert.Equal(1 / (1 + Math.Exp(-((calibration.Scale * 0.5) + calibration.Shift))), calibration.Of(0.5), 12);
    }

    [Fact]
    public void Scores_stay_where_there_is_nothing_to_learn()
    {
        Assert.Equal(new ScoreCalibration(1, 0), ScoreCalibration.Fit([]));
        Assert.Equal(new ScoreCalibration(1, 0), ScoreCalibration.Fit([(1, true), (2, true)]));
    }
}
