using Atelier.Evaluation.GenEval;

namespace Atelier.Evaluation.Tests.GenEval;

public sealed class GenEvalJudgeTests
{
    private static readonly DetectedObject Ball = new("ball", 0.95, 10, 40, 40, 70, "red");
    private static readonly DetectedObject Cube = new("cube", 0.95, 70, 42, 100, 72, "blue");

    [Fact]
    public void Counting_wants_the_exact_number_of_confident_objects()
    {
        var prompt = new GenEvalPrompt(GenEvalCategory.Counting, "two balls", [new("ball", 2)], [new("ball", 3)]);
        var second = Ball with { Left = 50, Right = 80 };
        Assert.False(GenEvalJudge.IsCorrect(prompt, [Ball]));
        Assert.True(GenEvalJudge.IsCorrect(prompt, [Ball, second]));
        Assert.True(GenEvalJudge.IsCorrect(prompt, [Ball, second, Ball with { Score = 0.85 }]));
        Assert.False(GenEvalJudge.IsCorrect(prompt, [Ball, second, Ball with { Left = 90, Right = 120 }]));
    }

    [Fact]
    public void Each_object_needs_its_own_colour()
    {
        var prompt = new GenEvalPrompt(GenEvalCategory.ColorAttr, "", [new("ball", 1, "red"), new("cube", 1, "blue")], []);
        Assert.True(GenEvalJudge.IsCorrect(prompt, [Ball, Cube]));
        Assert.False(GenEvalJudge.IsCorrect(prompt, [Ball with { Color = "blue" }, Cube with { Color = "red" }]));
    }

    [Theory]
    [InlineData(GenEvalRelation.LeftOf, false)]
    [InlineData(GenEvalRelation.RightOf, true)]
    [InlineData(GenEvalRelation.Above, false)]
    public void The_subject_is_judged_as_seen_from_the_reference(GenEvalRelation relation, bool expected)
    {
        var prompt = new GenEvalPrompt(GenEvalCategory.Position, "", [new("ball"), new("cube", Relation: relation, Reference: 0)], []);
        Assert.Equal(expected, GenEvalJudge.IsCorrect(prompt, [Ball, Cube]));
    }

    [Fact]
    public void Boxes_at_nearly_the_same_place_are_in_no_relation() =>
        Assert.Empty(GenEvalJudge.Relations(Ball, Ball with { Left = 12, Right = 42 }));

    [Fact]
    public void A_table_has_shares_within_their_intervals()
    {
        var prompts = Enumerable.Range(0, 40)
            .Select(i => new GenEvalPrompt(i % 2 == 0 ? GenEvalCategory.SingleObject : GenEvalCategory.Colors, "", [], [])).ToArray();
        var model = prompts.Select((p, i) => new[] { i % 4 == 0, true }).ToArray();
        var all = prompts.Select(_ => new[] { true }).ToArray();
        var none = prompts.Select(_ => new[] { false }).ToArray();
        var result = GenEvalTable.Build(prompts, model, all, none);
        Assert.Equal(0.75, result.Categories[GenEvalCategory.SingleObject].Score);
        Assert.Equal(0.5, result.Categories[GenEvalCategory.Colors].Score);
        Assert.Equal(0.625, result.Overall.Score);
        Assert.InRange(result.Overall.Score, result.Overall.Low, result.Overall.High);
        Assert.Equal((1, 0), (result.Overall.Ceiling, result.Overall.Floor));
    }
}
