using Atelier.Evaluation.GenEval;

namespace Atelier.Evaluation.Tests.GenEval;

public class GenEvalChangesTests
{
    private readonly IReadOnlyList<GenEvalPrompt> _prompts = GenEvalPrompts.Create(10);

    [Fact]
    public void The_same_answers_make_no_change()
    {
        var answers = Answers(i => i % 3 == 0);
        var changes = GenEvalChanges.Between(_prompts, answers, answers);
        Assert.Equal(new GenEvalChange(0, 0, 0), changes.Overall);
        Assert.Equal(6, changes.Categories.Count);
    }

    [Fact]
    public void A_gain_in_one_category_is_a_sixth_of_it_overall()
    {
        var counting = _prompts.Select(p => p.Category == GenEvalCategory.Counting).ToArray();
        var changes = GenEvalChanges.Between(_prompts, Answers(_ => false), Answers(i => counting[i]));
        Assert.Equal(new GenEvalChange(1, 1, 1), changes.Categories[GenEvalCategory.Counting]);
        Assert.Equal(1 / 6.0, changes.Overall.Mean, 12);
        Assert.Equal(new GenEvalChange(0, 0, 0), changes.Categories[GenEvalCategory.Position]);
    }

    [Fact]
    public void The_interval_holds_the_mean_and_is_wider_for_fewer_prompts()
    {
        var random = new Random(4);
        var changes = GenEvalChanges.Between(_prompts, Answers(_ => random.Next(2) == 0), Answers(_ => random.Next(3) > 0));
        foreach (var change in changes.Categories.Values.Append(changes.Overall))
            Assert.InRange(change.Mean, change.Low, change.High);
        Assert.True(changes.Overall.High - changes.Overall.Low < changes.Categories[GenEvalCategory.Colors].High - changes.Categories[GenEvalCategory.Colors].Low);
    }

    [Fact]
    public void Lists_of_another_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => GenEvalChanges.Between(_prompts, Answers(_ => true), []));

    private bool[][] Answers(Func<int, bool> right) => [.. _prompts.Select((_, i) => Enumerable.Repeat(right(i), 4).ToArray())];
}
