using System.Numerics;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Scenes;
using Atelier.Diorama.Tests.Rendering;

namespace Atelier.Diorama.Tests.Labels;

public sealed class SceneLabelsTests
{
    [Fact]
    public void HalfHiddenBallIsHalfVisible()
    {
        // A cube before the ball covers its left half exactly, since the camera looks along its right face.
        var scene = TestScenes.EvenSky(
            TestScenes.From(new Vector3(0, 0.5f, -4), 0), TestScenes.Solid("cube", new Vector3(-0.5f, 0, -1), 1), TestScenes.Solid("ball", new Vector3(0, 0, 0), 0.8f));
        var label = SceneLabels.Of(scene, 256, 256).Objects[1];
        Assert.Equal(0.5f, label.VisibleFraction, 0.03f);
        Assert.Equal(128, label.Left, 2f);
    }

    [Fact]
    public void DepthIsAlongTheAxis()
    {
        var scene = TestScenes.EvenSky(TestScenes.From(new Vector3(0, 0.5f, -3), 0), TestScenes.Solid("cube", new Vector3(0, 0, 0), 1));
        var labels = SceneLabels.Of(scene, 64, 64);
        foreach (var x in (int[])[22, 32, 42])
            Assert.Equal(2.5f, labels.Depth[32 * 64 + x], 1e-3f);
        Assert.Equal(1, labels.Instances[32 * 64 + 32]);
        Assert.True(float.IsPositiveInfinity(labels.Depth[0]));
    }

    [Fact]
    public void ObjectOutsideTheFrameCountsAsHidden()
    {
        var scene = TestScenes.EvenSky(TestScenes.From(new Vector3(0, 0.5f, -3), 0), TestScenes.Solid("cube", new Vector3(1.3f, 0, 0), 0.8f));
        var label = SceneLabels.Of(scene, 128, 128).Objects[0];
        Assert.InRange(label.VisibleFraction, 0.05f, 0.6f);
    }

    [Fact]
    public void MovedObjectIsWhereItWasPut()
    {
        var scene = SceneGenerator.ForRequest(new SceneRequest { Items = [new RequestedItem(Vocabulary.Get("ball"))] }, 8);
        var moved = scene.WithObjectAt(0, new Vector3(0.25f, 0, 0.5f));
        Assert.Equal(new Vector3(0.25f, 0, 0.5f), moved.Objects[0].Position);
        Assert.True(SceneLabels.Of(moved, 64, 64).Objects[0].Depth > SceneLabels.Of(scene, 64, 64).Objects[0].Depth);
    }

    [Fact]
    public void CarrierCannotBeTakenAway()
    {
        var request = new SceneRequest
        {
            Items = [new RequestedItem(Vocabulary.Get("ball")), new RequestedItem(Vocabulary.Get("table"))], Relation = Relation.OnTopOf,
        };
        var scene = SceneGenerator.ForRequest(request, 2);
        Assert.Throws<InvalidOperationException>(() => scene.Without(1));
        Assert.Equal("table", scene.Without(0).Objects.Single().Class.Name);
    }
}
