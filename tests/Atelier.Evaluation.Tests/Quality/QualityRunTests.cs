using Atelier.Evaluation.Quality;
using Atelier.Imaging;
using Atelier.Models.Detection;
using Atelier.Torch;

namespace Atelier.Evaluation.Tests.Quality;

public sealed class QualityRunTests : IDisposable
{
    private const int Pictures = 12;
    private readonly PictureFeatures _features = new(Detector());

    public void Dispose() => _features.Dispose();

    [Fact]
    public void A_painter_of_truth_is_as_good_as_the_ceiling_and_one_of_grey_is_worse()
    {
        var run = new QualityRun(_features);
        var token = TestContext.Current.CancellationToken;
        var truths = HeldOutScenes.From(0, 32).Take(Pictures).ToDictionary(s => s.Seed, s => s.Picture);

        var truth = run.Score(Pictures, 32, (_, seed) => truths[seed], cancellation: token);
        Assert.Equal(truth.Ceiling, truth.Model);

        var grey = new Picture(32, 32, 3);
        grey.Pixels.AsSpan().Fill(128);
        var poor = run.Score(Pictures, 32, (_, _) => grey, cancellation: token);
        Assert.Equal(truth.Ceiling, poor.Ceiling);
        Assert.True(poor.Model.DioramaFid > 1.5 * poor.Ceiling.DioramaFid, $"{poor.Model.DioramaFid} is not far above {poor.Ceiling.DioramaFid}");
        Assert.Equal(0, poor.Model.Recall);
    }

    [Fact]
    public void Too_few_pictures_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new QualityRun(_features).Score(7, 32, (_, _) => new Picture(32, 32, 3), cancellation: TestContext.Current.CancellationToken));

    private static SceneDetector Detector()
    {
        using var random = new Generator(5);
        var detector = new SceneDetector(new() { Classes = ["ball"], Colors = ["red"], Widths = [16, 16, 32, 32, 48], BlocksPerLevel = 1 });
        detector.Initialize(random);
        return detector;
    }
}
