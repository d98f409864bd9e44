using Atelier.Evaluation.Metrics.Detection;

namespace Atelier.Evaluation.Tests.Metrics;

public class DetectionEvaluationTests
{
    private static readonly Box Somewhere = new(10, 10, 40, 40);

    [Fact]
    public void A_perfect_detector_scores_one_and_empty_sizes_score_minus_one()
    {
        var summary = new DetectionEvaluation([new(1, 1, Somewhere)], [new(1, 1, Somewhere, 0.9)]).Summary();
        Assert.Equal([1, 1, 1, -1, 1, -1, 1, 1, 1, -1, 1, -1], summary);
    }

    [Fact]
    public void A_second_guess_on_the_same_thing_is_wrong_but_on_a_crowd_it_is_not_counted()
    {
        GuessedBox[] guesses = [new(1, 1, Somewhere, 0.9), new(1, 1, Somewhere, 0.8), new(2, 1, Somewhere, 0.7)];
        var once = new DetectionEvaluation([new(1, 1, Somewhere), new(2, 1, Somewhere)], guesses).Summary()[0];
        Assert.InRange(once, 0.7, 0.9);
        var crowd = new DetectionEvaluation([new(1, 1, Somewhere, Crowd: true), new(2, 1, Somewhere)], guesses).Summary()[0];
        Assert.Equal(1, crowd, 9);
    }
}
