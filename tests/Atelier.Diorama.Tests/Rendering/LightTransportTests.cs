using System.Numerics;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Tests.Rendering;

public sealed class LightTransportTests
{
    private const int Size = 33;
    private const int Middle = 3 * (16 * Size + 16);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EvenSkyGivesReflectanceTimesRadiance(bool denoise)
    {
        // The lid of a cylinder, seen from straight above, sees the whole sky and nothing else.
        var scene = TestScenes.EvenSky(TestScenes.From(new Vector3(0, 3, -0.01f), 89.8f, 10), TestScenes.Solid("cylinder", Vector3.Zero, 1));
        var linear = Renderer.Render(scene, new RenderOptions { Width = Size, Height = Size, Samples = denoise ? 4 : 64, Denoise = denoise }).Linear;
        var expected = Palette.Albedo(NamedColour.White) * 0.5f;
        Assert.Equal(expected.X, linear[Middle], 1e-3f);
        Assert.Equal(expected.Z, linear[Middle + 2], 1e-3f);
    }

    [Fact]
    public void SunOnAFlatLidFollowsTheCosine()
    {
        var camera = TestScenes.From(new Vector3(0, 3, -0.01f), 89.8f, 10);
        foreach (var elevation in (float[])[90, 60, 30])
        {
            var (sine, cosine) = MathF.SinCos(elevation * MathF.PI / 180);
            var scene = TestScenes.EvenSky(camera, TestScenes.Solid("cylinder", Vector3.Zero, 1)) with
            {
                Light = TestScenes.Sun(new Vector3(cosine, sine, 0), 0.8f),
            };
            var linear = Renderer.Render(scene, new RenderOptions { Width = Size, Height = Size }).Linear;
            Assert.Equal(Palette.Albedo(NamedColour.White).Y * 0.8f * sine, linear[Middle + 1], 1e-3f);
        }
    }

    [Fact]
    public void ShadowIsAsLongAsTheSunIsLow()
    {
        // A cube of 0.5 m, sun at 45 degrees from the left: the shadow reaches 0.5 m beyond its right face.
        var scene = TestScenes.EvenSky(TestScenes.From(new Vector3(0.5f, 4, -0.02f), 89.7f, 40), TestScenes.Solid("cube", Vector3.Zero, 0.5f)) with
        {
            Light = TestScenes.Sun(new Vector3(-1, 1, 0), 0.8f),
        };
        const int Wide = 129;
        var shadow = EffectLayers.Of(scene, Wide, Wide).Shadows[0];
        Assert.Equal(255, At(scene, shadow, new Vector3(0.70f, 0, 0), Wide));
        Assert.Equal(0, At(scene, shadow, new Vector3(0.80f, 0, 0), Wide));
        Assert.Equal(0, At(scene, shadow, new Vector3(-0.32f, 0, 0), Wide));
    }

    [Fact]
    public void PenumbraWidensWithTheDistance()
    {
        // The upper edge's penumbra is 2 tan(angle) x way wide; half of it lies past the sharp edge.
        var scene = TestScenes.EvenSky(TestScenes.From(new Vector3(1, 6, -0.02f), 89.7f, 40), TestScenes.Solid("cube", Vector3.Zero, 0.5f)) with
        {
            Light = TestScenes.Sun(new Vector3(-1, 0.5f, 0), 0.8f, angle: 0.05f),
        };
        const int Wide = 257;
        var shadow = EffectLayers.Of(scene, Wide, Wide).Shadows[0];
        int Grey(float from, float to) => Enumerable.Range(0, 200).Count(i => At(scene, shadow, new Vector3(from + (to - from) * i / 200, 0, 0), Wide) is > 12 and < 243);
        Assert.True(Grey(1.0f, 1.5f) > 50, "no soft edge at the far end");
        Assert.Equal(255, At(scene, shadow, new Vector3(0.4f, 0, 0), Wide));
    }

    [Fact]
    public void PolishedGroundShowsTheMirrorImage()
    {
        var scene = TestScenes.EvenSky(TestScenes.From(new Vector3(0, 0.5f, -3), 5), TestScenes.Solid("ball", Vector3.Zero, 0.6f)) with
        {
            Ground = Grounds.Get("marble floor"),
        };
        const int Wide = 128;
        var layers = EffectLayers.Of(scene, Wide, Wide);
        var mirrored = scene.Camera.Project(new Vector3(0, -0.3f, 0), Wide, Wide);
        Assert.True(At(layers.Reflections[0], mirrored, Wide) > 0);
        Assert.Equal(0, At(layers.Reflections[0], scene.Camera.Project(new Vector3(0.6f, 0, 0), Wide, Wide), Wide));
    }

    [Fact]
    public void TakenAwayObjectLeavesTheRestAsItWas()
    {
        var scene = TestScenes.EvenSky(
            TestScenes.From(new Vector3(0, 1, -3), 15), TestScenes.Solid("ball", new Vector3(-0.6f, 0, 0), 0.4f), TestScenes.Solid("cone", new Vector3(0.9f, 0, 0), 0.5f))
            with { Light = TestScenes.Sun(new Vector3(0.2f, 1, -0.4f), 0.8f), GroundTint = Vector3.One };
        var options = new RenderOptions { Width = 64, Height = 64, Samples = 16 };
        var before = Renderer.Render(scene, options).ToPicture();
        var after = Renderer.Render(scene.Without(1), options with { NoiseSeed = 5 }).ToPicture();
        var far = Enumerable.Range(0, 64).SelectMany(y => Enumerable.Range(0, 24).Select(x => 3 * (y * 64 + x) + 1));
        Assert.True(far.Max(i => Math.Abs(before.Pixels[i] - after.Pixels[i])) <= 12);
        Assert.True(far.Average(i => Math.Abs(before.Pixels[i] - after.Pixels[i])) < 1.5);
    }

    [Fact]
    public void DenoisedPictureIsCloseToTheReference()
    {
        var errors = new List<double>();
        for (var seed = 500; seed < 506; seed++)
        {
            var scene = SceneGenerator.FromSeed(seed);
            var options = new RenderOptions { Width = 64, Height = 64 };
            var fast = Renderer.Render(scene, options).ToPicture().Pixels;
            var slow = Renderer.Render(scene, options with { Denoise = false, Samples = 192, NoiseSeed = 3 }).ToPicture().Pixels;
            errors.Add(Math.Sqrt(fast.Zip(slow, (a, b) => (double)(a - b) * (a - b)).Average()) / 255);
        }

        // The bar is 0.03 against 2,048 paths; 192 paths have noise of their own.
        Assert.True(errors.Average() < 0.03, string.Join(", ", errors.Select(e => e.ToString("0.0000"))));
    }

    private static byte At(Scene scene, byte[] layer, Vector3 place, int width) => At(layer, scene.Camera.Project(place, width, width), width);

    private static byte At(byte[] layer, Vector3 seen, int width) => layer[(int)seen.Y * width + (int)seen.X];
}
