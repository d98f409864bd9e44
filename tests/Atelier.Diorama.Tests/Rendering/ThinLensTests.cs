using System.Numerics;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Tests.Rendering;

public sealed class ThinLensTests
{
    private static readonly Camera Camera = new(new Vector3(0.3f, 0.8f, -2), 0.2f, 0.7f, 2);

    [Theory]
    [InlineData(5, 0.5f)]
    [InlineData(15, 0.5f)]
    [InlineData(30, 1f)]
    [InlineData(30, 2f)]
    [InlineData(15, 5f)]
    [InlineData(30, 1e6f)]
    public void DiscHasTheRadiusOfTheFormula(float defocus, float times)
    {
        const int Size = 256;
        var options = new RenderOptions { Width = Size, Height = Size, Defocus = defocus };
        var lens = new ThinLens(Camera, options);
        var depth = times * Camera.FocusDistance;
        var most = 0f;
        for (var i = 0; i < 256; i++)
        {
            // Where the ray from the lens' rim through a pixel meets the depth, seen again through the middle of the lens.
            var (origin, direction) = lens.Ray(100, 140, 1, i / 256f);
            var way = (depth - Vector3.Dot(origin - Camera.Position, Camera.Forward)) / Vector3.Dot(direction, Camera.Forward);
            var seen = Camera.Project(origin + direction * way, Size, Size);
            most = MathF.Max(most, new Vector2(seen.X - 100, seen.Y - 140).Length());
        }

        var expected = defocus * (Size / 512f) * MathF.Abs(1 / depth - 1 / Camera.FocusDistance);
        Assert.Equal(expected, most, MathF.Max(0.02f, expected * 0.01f));
    }

    [Fact]
    public void WideApertureKeepsTheSubjectSharpAndBlursTheBackground()
    {
        var ground = Grounds.Get("checkered floor");
        var scene = SceneGenerator.ForRequest(
            new SceneRequest { Items = [new RequestedItem(Vocabulary.Get("cube"))], Ground = ground, Backdrop = Backdrops.Get("brick wall") }, 4);
        scene = scene with { BackWall = 6 };
        var options = new RenderOptions { Width = 128, Height = 128 };
        var sharp = Renderer.Render(scene, options).ToPicture();
        var soft = Renderer.Render(scene, options with { Defocus = 60 }).ToPicture();
        Assert.True(Detail(soft, 0, 14) < 0.5 * Detail(sharp, 0, 14), "the wall is as sharp as before");
    }

    private static double Detail(Atelier.Imaging.Picture picture, int top, int bottom)
    {
        var sum = 0.0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = 1; x < picture.Width; x++)
                sum += Math.Abs(picture.Row(y)[3 * x] - picture.Row(y)[3 * x - 3]);
        }

        return sum;
    }
}
