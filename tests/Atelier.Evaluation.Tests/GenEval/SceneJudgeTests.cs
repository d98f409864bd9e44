using Atelier.Diorama.Labels;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;
using Atelier.Evaluation.GenEval;
using Atelier.Testing;

namespace Atelier.Evaluation.Tests.GenEval;

public sealed class SceneJudgeTests
{
    private const int Scenes = 10;

    // Scenes of one to five solids, small and large ones among them: the judge looks at them in two sizes, and what it says must be in pixels of the picture.
    [Theory]
    [InlineData(128)]
    [InlineData(160)]
    public void It_finds_solids_where_they_are(int size)
    {
        using var judge = SceneJudge.Open(Path.Combine(RepositoryRoot.Path, "models", "scene-detector"));
        var (asked, found) = (0, 0);
        for (var seed = 2_100_000_000L; seed < 2_100_000_000L + Scenes; seed++)
        {
            var scene = SceneGenerator.FromSeed(seed, new() { UseCutOuts = false });
            var labels = SceneLabels.Of(scene, size, size);
            var seen = judge.Look(Renderer.Render(scene, new RenderOptions { Width = size, Height = size }, cancellation: TestContext.Current.CancellationToken).ToPicture());
            foreach (var (item, label) in scene.Objects.Zip(labels.Objects).Where(p => p.Second.VisibleFraction > 0.7f))
            {
                asked++;
                if (seen.Any(s => s.Class == item.Class.Name && s.Score > 0.3 && Overlap(s, label) > 0.5))
                    found++;
            }
        }

        Assert.True(asked >= Scenes, $"{asked} objects in {Scenes} scenes");
        Assert.True(found >= 0.85 * asked, $"{found} of {asked} objects were found");
    }

    private static double Overlap(DetectedObject a, ObjectLabel b)
    {
        var width = Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left));
        var height = Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top));
        var common = width * height;
        return common / (((a.Right - a.Left) * (a.Bottom - a.Top)) + ((b.Right - b.Left) * (b.Bottom - b.Top)) - common);
    }
}
