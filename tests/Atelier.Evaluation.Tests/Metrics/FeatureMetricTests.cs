using Atelier.Evaluation.Metrics.Features;
using Atelier.Torch;

namespace Atelier.Evaluation.Tests.Metrics;

public class FeatureMetricTests
{
    [Fact]
    public void Equal_sets_are_at_no_distance_and_cover_each_other()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(5);
        var features = Tensor.RandN([30, 6], generator);
        Assert.Equal(0, FrechetDistance.Between(features, features), 8);
        Assert.Equal(0, ClipMeanDiscrepancy.Between(features, features), 8);
        var coverage = ManifoldCoverage.Compare(features, features);
        Assert.Equal((1.0, 1.0, 1.0), (coverage.Precision, coverage.Recall, coverage.Coverage));
    }

    [Fact]
    public void The_frechet_distance_of_shifted_sets_is_the_squared_shift()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(6);
        var features = Tensor.RandN([40, 3], generator);
        Assert.Equal(3 * 0.25, FrechetDistance.Between(features, features + 0.5), 5);
    }

    [Fact]
    public void The_vendi_score_counts_orthogonal_samples()
    {
        using var scope = Tensor.Scope();
        var identity = Tensor.From([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3);
        Assert.Equal(3, VendiScore.Of(identity), 9);
        Assert.Equal(3, VendiScore.Of(identity, double.PositiveInfinity), 9);
        Assert.Equal(1, VendiScore.Of(Tensor.Ones([4, 3])), 9);
    }

    [Fact]
    public void Subsets_larger_than_one_sample_are_needed() =>
        Assert.Throws<ArgumentException>(() => new KernelDistance().Between(Tensor.Ones([1, 3]), Tensor.Ones([1, 3])));
}
