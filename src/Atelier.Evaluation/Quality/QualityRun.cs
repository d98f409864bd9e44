using Atelier.Evaluation.Metrics.Features;
using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Evaluation.Quality;

/// <summary>Compares a painter's pictures of captions with true renders, as sets.</summary>
/// <remarks>
/// Fréchet distance (Heusel et al. 2017), kernel distance (Binkowski et al. 2018), precision and recall (Kynkäänniemi et al. 2019),
/// over features of our own detector. The figures depend on the number of pictures: compare only what has the same.
/// </remarks>
/// <param name="features">The features.</param>
public sealed class QualityRun(PictureFeatures features)
{
    /// <summary>Pictures of a usual run.</summary>
    public const int UsualPictures = 1000;

    /// <summary>Fewest pictures: neighbourhoods reach to the third neighbour.</summary>
    public const int LeastPictures = 8;

    // So far apart that the two sets of scenes never meet.
    private const long ReferenceOffset = 1_000_000;
    private const int FloorFactor = 8;

    /// <summary>Scores.</summary>
    /// <param name="pictures">Pictures in each set.</param>
    /// <param name="size">Columns and rows of the pictures.</param>
    /// <param name="paint">The picture of a caption and a seed.</param>
    /// <param name="progress">Told after each painted picture: how many are done.</param>
    /// <param name="cancellation">Takes effect between two pictures.</param>
    public QualityResult Score(
        int pictures, int size, Func<string, long, Picture> paint, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pictures, LeastPictures);
        using var scope = Tensor.Scope();
        var (painted, asked, coarse) = (new Tensor[pictures], new Tensor[pictures], new Tensor[pictures]);
        var done = 0;
        foreach (var (seed, caption, truth) in HeldOutScenes.From(0, size).Take(pictures))
        {
            cancellation.ThrowIfCancellationRequested();
            painted[done] = features.Of(paint(caption, seed));
            asked[done] = features.Of(truth);
            coarse[done] = features.Of(Coarse(truth));
            done++;
            progress?.Report(done);
        }

        var others = new Tensor[pictures];
        foreach (var (index, (_, _, truth)) in HeldOutScenes.From(ReferenceOffset, size).Take(pictures).Index())
        {
            cancellation.ThrowIfCancellationRequested();
            others[index] = features.Of(truth);
        }

        var reference = Tensor.Cat(others);
        return new(Compare(reference, painted), Compare(reference, asked), Compare(reference, coarse), pictures);
    }

    private static QualityScores Compare(Tensor reference, Tensor[] rows)
    {
        using var scope = Tensor.Scope();
        var set = Tensor.Cat(rows);
        var manifold = ManifoldCoverage.Compare(reference, set);
        return new(
            FrechetDistance.Between(reference, set), new KernelDistance().Between(reference, set),
            manifold.Precision, manifold.Recall, manifold.Density, manifold.Coverage);
    }

    private static Picture Coarse(Picture picture)
    {
        var small = picture.Resize(picture.Width / FloorFactor, picture.Height / FloorFactor, ResizeFilter.Box);
        return small.Resize(picture.Width, picture.Height, ResizeFilter.Bilinear);
    }
}
