using Atelier.Diorama.Datasets;
using Atelier.Diorama.Scenes;
using Atelier.Evaluation.GenEval;
using Atelier.Evaluation.Scenes;
using Atelier.Imaging;
using Atelier.Models.Detection;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Systems.OminiControl2.Judging;
using Atelier.Systems.Pipelines;
using Atelier.Torch;

namespace Atelier.Systems.Tests.OminiControl2;

[Collection("runs")]
public sealed class OminiControl2EvaluationTests(TinyControlWorld world) : IClassFixture<TinyControlWorld>
{
    [Fact]
    public void Every_task_has_a_control_metric_beside_ceiling_and_floor()
    {
        using var pipeline = world.Open(
            new ControlRule { Tasks = [ControlTask.Edges, ControlTask.Depth, ControlTask.Segmentation], Rank = 2, Independent = true },
            new ControlRule { Tasks = [ControlTask.Edges], Rank = 2, Scale = 2 },
            new ControlRule { Tasks = [ControlTask.Inpaint], Rank = 2, Independent = true, Integrated = true },
            new ControlRule { Tasks = [ControlTask.Subject], Rank = 2, Independent = true, ShiftColumns = -1 });
        using var truths = new ControlTruths(world.Data, 4);
        using var reader = Reader();
        var sheets = new List<ControlTask>();
        var evaluation = new OminiControl2Evaluation(pipeline, truths, new(reader, null)) { Steps = 2, Strengths = [2] };
        var scores = evaluation.Run(2, (task, _) => sheets.Add(task), null, TestContext.Current.CancellationToken);

        Assert.Equal([ControlTask.Edges, ControlTask.Depth, ControlTask.Segmentation, ControlTask.Inpaint, ControlTask.Subject], sheets);
        Assert.Equal(1, Score(ControlTask.Edges, "edge F1", ControlScore.Ceiling));
        Assert.Equal(0, Score(ControlTask.Inpaint, "painted MSE", ControlScore.Ceiling));
        Assert.True(Score(ControlTask.Inpaint, "painted MSE", ControlScore.Floor) > 0);
        Assert.InRange(Score(ControlTask.Edges, "SSIM", "joint, R 2, rank 2"), -1, 0.999);
        Assert.True(double.IsFinite(Score(ControlTask.Depth, "depth RMSE m", "independent, rank 2, shared, strength 2")));
        Assert.True(double.IsFinite(Score(ControlTask.Segmentation, "mIoU", "independent, rank 2, shared")));
        Assert.True(double.IsFinite(Score(ControlTask.Depth, "Diorama-FID", ControlScore.Floor)));
        Assert.InRange(Score(ControlTask.Subject, "SSIM", ControlScore.Named), -1, 0.999);
        Assert.NotNull(StrengthChart.Of(ControlTask.Edges, scores));

        var table = ControlTable.Of(scores);
        Assert.Contains("| edges | edge F1 ↑ | 1.000 |", table, StringComparison.Ordinal);
        // Edges: the floor, two adapters and both at strength 2; the others: the floor, one adapter, and that at strength 2; the subject with its name as well.
        Assert.Equal((5 + 3 + 3 + 3 + 4) * 2, evaluation.PicturesOf(2));

        double Score(ControlTask task, string metric, string variant) => scores.Single(s => s.Task == task && s.Metric == metric && s.Variant == variant).Value;
    }

    [Fact]
    public void Pictures_that_are_kept_are_not_painted_again()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-painted-").FullName;
        try
        {
            using var pipeline = world.Open(new ControlRule { Tasks = [ControlTask.Edges, ControlTask.Deblur], Rank = 2, Independent = true });
            using var truths = new ControlTruths(world.Data, 4);
            var evaluation = new OminiControl2Evaluation(pipeline, truths, new(null, null)) { Steps = 2, Pictures = folder };
            var painted = evaluation.Run(2, cancellation: TestContext.Current.CancellationToken);
            // The two tasks share the pictures without a condition.
            Assert.Equal((1 + 2) * 2, Directory.EnumerateFiles(folder).Count());
            Assert.Equal(painted, evaluation.Run(2, cancellation: TestContext.Current.CancellationToken));

            foreach (var file in Directory.EnumerateFiles(folder))
                PictureFile.Save(new Picture(truths.Size, truths.Size, 3), file);
            var black = evaluation.Run(2, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(Ssim(black, ControlScore.Floor), Ssim(black, "independent, rank 2"), 1e-9);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static double Ssim(IReadOnlyList<ControlScore> scores, string variant) =>
            scores.Single(s => s.Task == ControlTask.Edges && s.Metric == "SSIM" && s.Variant == variant).Value;
    }

    [Fact]
    public void Adapters_of_one_rule_are_told_apart_by_their_files()
    {
        var rule = new ControlRule { Tasks = [ControlTask.Edges], Rank = 2, Independent = true };
        using var pipeline = world.Open(rule, rule with { Scale = 2 }, rule with { Scale = 2 });
        var names = pipeline.Adapters.Select(a => ControlVariant.Of(pipeline.Adapters)[a]).ToArray();
        Assert.Equal("independent, rank 2", names[0]);
        Assert.All(names[1..], name => Assert.StartsWith("independent, R 2, rank 2 (", name, StringComparison.Ordinal));
        Assert.NotEqual(names[1], names[2]);
    }

    [Theory]
    [InlineData(ControlTask.Edges, false)]
    [InlineData(ControlTask.Deblur, false)]
    [InlineData(ControlTask.Depth, true)]
    [InlineData(ControlTask.Geometry, true)]
    [InlineData(ControlTask.Segmentation, true)]
    public void Conditions_are_found_in_ordinary_pictures(ControlTask task, bool needsReader)
    {
        var picture = new Picture(40, 24, 3);
        new Random(1).NextBytes(picture.Pixels);
        using var reader = Reader();
        var found = new ConditionDetector(reader).Find(task, picture);
        Assert.Equal((40, 24, 3), (found.Width, found.Height, found.Channels));
        Assert.NotEqual(picture.Pixels, found.Pixels);
        Assert.Equal(needsReader, ConditionDetector.NeedsReader(task));
        if (needsReader)
            Assert.Throws<InvalidOperationException>(() => new ConditionDetector(null).Find(task, picture));
        else
            Assert.Equal(found.Pixels, new ConditionDetector(null).Find(task, picture).Pixels);
        Assert.False(ConditionDetector.Finds(ControlTask.Inpaint));
    }

    [Fact]
    public void A_subject_is_seen_in_its_colour_and_is_like_itself()
    {
        var folder = Directory.CreateTempSubdirectory("atelier-subject-").FullName;
        try
        {
            DatasetBuilder.Render(folder, new() { FirstSeed = 5, Count = 1, ShardSize = 1, Size = 128, Samples = 4, Scenes = new SceneOptions { UseCutOuts = false } }, cancellation: TestContext.Current.CancellationToken);
            using var truths = new ControlTruths(folder, 16);
            using var detector = SceneJudge.Open(ModelCatalog.Find("scene-detector"));
            using var reader = SceneReaderJudge.Open(ModelCatalog.Find("scene-reader"));
            var (judge, truth) = (new ControlJudge(reader, detector), truths.At(ControlTask.Subject, 0));

            var itself = judge.Measure(truth, truth.Picture).ToDictionary(f => f.Metric, f => f.Value);
            var grey = judge.Measure(truth, new Picture(128, 128, 3)).ToDictionary(f => f.Metric, f => f.Value);

            Assert.Contains(truth.Subject!.Class, truth.Named, StringComparison.Ordinal);
            Assert.DoesNotContain(truth.Subject.Class, truth.Caption, StringComparison.Ordinal);
            Assert.Equal((1, 1), (itself["subject seen"], itself["in its colour"]));
            Assert.True(itself["objects seen"] > 0);
            Assert.Equal(0, grey["objects seen"]);
            Assert.InRange(itself["likeness"], 0.95, 1.0001);
            Assert.Equal((0, 0, 0), (grey["subject seen"], grey["in its colour"], grey["likeness"]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Edges_agree_within_a_pixel_and_a_half()
    {
        Assert.Equal(1, EdgeAgreement.F1(Line(8), Line(8)));
        Assert.Equal(1, EdgeAgreement.F1(Line(8), Line(9)));
        Assert.Equal(0, EdgeAgreement.F1(Line(8), Line(10)));
        Assert.Equal(0, EdgeAgreement.F1(Line(8), new(16, 16, 3)));
        Assert.Equal(1, EdgeAgreement.F1(new(16, 16, 3), new(16, 16, 3)));
        Assert.Equal(1, EdgeAgreement.Recall(Line(9), Line(8)));
        Assert.Equal(0, EdgeAgreement.Recall(new(16, 16, 3), Line(8)));
        Assert.Equal(1, EdgeAgreement.Recall(Line(8), new(16, 16, 3)));
    }

    [Fact]
    public void Each_wanted_object_is_counted_once()
    {
        Assert.Equal(1, ControlJudge.SeenShare(["ball", "cube", "ball"], ["ball", "cube"]));
        Assert.Equal(1 / 3.0, ControlJudge.SeenShare(["ball", "dog"], ["ball", "ball", "cube"]), 1e-9);
        Assert.Equal(0, ControlJudge.SeenShare([], ["ball"]));
    }

    [Fact]
    public void Overlap_is_the_mean_over_the_classes_that_are_there() =>
        Assert.Equal((0.5 + (1.0 / 3)) / 2, ControlJudge.MeanOverlap([0, 7, 7, 9], [0, 0, 7, 7]), 1e-9);

    [Fact]
    public void Depth_is_even_in_the_logarithm_and_classes_have_different_colours()
    {
        float[] metres = [0.1f, 0.25f, 1, 4, 64, float.PositiveInfinity];
        var grey = DepthPicture.Encode(metres, 3, 2).Pixels;
        Assert.Equal([255, 255, 191, 128, 0, 0], metres.Select((_, i) => (int)grey[i * 3]));
        var all = Enumerable.Range(0, 60).Select(i => (short)i).ToArray();
        var colours = SegmentationPicture.Encode(all, 60, 1).Pixels.Chunk(3).Select(c => (c[0], c[1], c[2])).ToArray();
        Assert.Equal(60, colours.Distinct().Count());
        Assert.Equal(((byte)0, (byte)0, (byte)0), colours[0]);
    }

    [Fact]
    public void A_slanted_plane_has_no_edge_but_its_end_has_one()
    {
        var metres = new float[64];
        for (var i = 0; i < 64; i++)
            metres[i] = i / 8 < 5 ? 1 / (0.2f + (0.05f * (i / 8))) : float.PositiveInfinity;
        var parts = new byte[64];
        parts[(2 * 8) + 3] = 1;
        var edges = GeometricEdges.Of<byte>(parts, metres, 8, 8);
        var lit = Enumerable.Range(0, 64).Where(i => edges.Pixels[i * 3] == 255).ToArray();
        Assert.Equal([(1 * 8) + 3, (2 * 8) + 2, (2 * 8) + 3], lit.Where(i => i < 32));
        Assert.Contains(4 * 8, lit);
    }

    private static SceneReaderJudge Reader()
    {
        var network = new SceneReader(new() { Classes = ["ball", "cube"], Widths = [16, 16, 16, 16], BlocksPerLevel = 1 });
        using var random = new Generator(3);
        network.Initialize(random);
        return new(network);
    }

    private static Picture Line(int x)
    {
        var picture = new Picture(16, 16, 3);
        for (var y = 0; y < 16; y++)
            picture.Row(y).Slice(x * 3, 3).Fill(255);
        return picture;
    }
}
