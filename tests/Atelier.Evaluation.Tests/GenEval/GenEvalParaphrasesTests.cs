using Atelier.Evaluation.GenEval;

namespace Atelier.Evaluation.Tests.GenEval;

public sealed class GenEvalParaphrasesTests
{
    [Fact]
    public void Every_kind_has_its_sentences_and_none_is_plain()
    {
        var pairs = GenEvalParaphrases.Create();
        Assert.All(Enum.GetValues<GenEvalCategory>(), category => Assert.Equal(34, pairs.Count(p => p.Plain.Category == category)));
        Assert.All(pairs, p => Assert.NotEqual(p.Plain.Text, p.Free.Text));
        Assert.All(pairs, p => Assert.Same(p.Plain.Include, p.Free.Include));
        Assert.Equal(pairs.Count, pairs.Select(p => p.Free.Text).Distinct().Count());
    }

    [Fact]
    public void A_part_has_so_many_of_each_kind() => Assert.Equal(18, GenEvalParaphrases.Create(3).Count);
}
