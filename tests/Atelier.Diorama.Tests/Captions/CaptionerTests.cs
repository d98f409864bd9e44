using Atelier.Diorama.Captions;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Tests.Captions;

public sealed class CaptionerTests
{
    private static readonly RequestedItem RedBall = new(Vocabulary.Get("ball"), 1, NamedColour.Red, MaterialKind.Matte);
    private static readonly RequestedItem BlueCube = new(Vocabulary.Get("cube"), 1, NamedColour.Blue, MaterialKind.Matte);

    [Fact]
    public void SidesAreThoseOfThePicture()
    {
        var request = new SceneRequest { Items = [RedBall, BlueCube], Relation = Relation.LeftOf };
        for (var seed = 0; seed < 12; seed++)
        {
            var scene = SceneGenerator.ForRequest(request, seed);
            foreach (var caption in Describe(scene))
            {
                var ball = caption.IndexOf("ball", StringComparison.OrdinalIgnoreCase);
                var cube = caption.IndexOf("cube", StringComparison.OrdinalIgnoreCase);
                var between = caption[Math.Min(ball, cube)..Math.Max(ball, cube)];
                if (between.Contains("left", StringComparison.Ordinal))
                    Assert.True(ball < cube, caption);
                if (between.Contains("right", StringComparison.Ordinal))
                    Assert.True(cube < ball, caption);
            }
        }
    }

    [Fact]
    public void CountsAreThoseOfThePicture()
    {
        for (var count = 2; count <= 4; count++)
        {
            var word = new[] { "two", "three", "four" }[count - 2];
            var scene = SceneGenerator.ForRequest(new SceneRequest { Items = [RedBall with { Count = count }] }, count);
            Assert.All(Describe(scene), caption => Assert.Contains($"{word} ", caption, StringComparison.OrdinalIgnoreCase));
            Assert.All(Describe(scene), caption => Assert.Contains("balls", caption, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void HiddenObjectsAreNotNamed()
    {
        // The cube goes straight behind the much nearer ball.
        var scene = SceneGenerator.ForRequest(new SceneRequest { Items = [RedBall, BlueCube], Relation = Relation.LeftOf }, 3);
        var camera = scene.Camera.Position;
        var ball = scene.Objects[0] with { Height = 1 };
        var toBall = ball.Bounds.Centre - camera;
        var behind = camera + toBall * 2.2f;
        scene = scene with { Objects = [ball, scene.Objects[1] with { Position = behind with { Y = 0 }, Height = 0.3f }] };
        var labels = SceneLabels.Of(scene, 128, 128);
        Assert.True(labels.Objects[1].VisibleFraction < 0.4f);
        Assert.All(Captioner.Describe(scene, labels, 1), c => Assert.DoesNotContain("cube", c.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryStyleIsThereAndWordsVary()
    {
        var texts = new HashSet<string>();
        for (var seed = 0; seed < 40; seed++)
        {
            var scene = SceneGenerator.FromSeed(seed);
            var captions = Captioner.Describe(scene, SceneLabels.Of(scene, 128, 128), seed);
            Assert.Equal(Enum.GetValues<CaptionStyle>(), captions.Select(c => c.Style).Distinct());
            Assert.All(captions, c => Assert.DoesNotContain("  ", c.Text, StringComparison.Ordinal));
            texts.UnionWith(captions.Select(c => c.Text));
        }

        Assert.True(texts.Count > 200, $"{texts.Count} different captions for 40 scenes");
    }

    private static IEnumerable<string> Describe(Scene scene) =>
        Captioner.Describe(scene, SceneLabels.Of(scene, 128, 128), 7).Select(c => c.Text);
}
