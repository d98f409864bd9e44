using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Tests.Rendering;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(41)]
    public void PictureIsTheSameOnOneAndTwoThreads(long seed)
    {
        var scene = SceneGenerator.FromSeed(seed);
        var one = Renderer.Render(scene, new RenderOptions { Width = 48, Height = 40 });
        var two = Renderer.Render(SceneGenerator.FromSeed(seed), new RenderOptions { Width = 48, Height = 40, Threads = 2 });
        Assert.Equal(one.Linear, two.Linear);
    }

    [Fact]
    public void DefocusIsTheSameOnOneAndTwoThreads()
    {
        var scene = SceneGenerator.FromSeed(5);
        var one = Renderer.Render(scene, new RenderOptions { Width = 32, Height = 32, Defocus = 15, Samples = 8 });
        var two = Renderer.Render(scene, new RenderOptions { Width = 32, Height = 32, Defocus = 15, Samples = 8, Threads = 2 });
        Assert.Equal(one.Linear, two.Linear);
    }

    [Fact]
    public void OtherSeedsGiveOtherPictures()
    {
        var options = new RenderOptions { Width = 16, Height = 16 };
        Assert.NotEqual(
            Renderer.Render(SceneGenerator.FromSeed(1), options).Linear, Renderer.Render(SceneGenerator.FromSeed(2), options).Linear);
    }
}
