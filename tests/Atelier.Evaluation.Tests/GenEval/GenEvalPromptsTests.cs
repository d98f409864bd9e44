using Atelier.Diorama.Scenes;
using Atelier.Evaluation.GenEval;

namespace Atelier.Evaluation.Tests.GenEval;

public sealed class GenEvalPromptsTests
{
    [Fact]
    public void Every_prompt_of_the_usual_set_asks_for_a_scene_that_can_be()
    {
        var prompts = GenEvalPrompts.Create();
        Assert.Equal(6 * GenEvalPrompts.UsualPerCategory, prompts.Count);
        Assert.All(prompts, prompt => Assert.NotEmpty(SceneGenerator.ForRequest(GenEvalPrompts.SceneOf(prompt), 1).Objects));
    }

    [Fact]
    public void A_small_set_is_a_part_of_the_usual_one()
    {
        var usual = GenEvalPrompts.Create().Select(p => p.Text).ToHashSet();
        var small = GenEvalPrompts.Create(3);
        Assert.Equal(18, small.Count);
        Assert.All(small, prompt => Assert.Contains(prompt.Text, usual));
    }
}
