using System.Numerics;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Labels;

/// <summary>Surfaces and the effects of each object on the others, through the middle of each pixel.</summary>
public sealed class EffectLayers
{
    private const int LightSamples = 16;

    private EffectLayers(SceneLabels labels, int objects)
    {
        Labels = labels;
        var pixels = labels.Width * labels.Height;
        Normals = new float[3 * pixels];
        Albedo = new float[3 * pixels];
        FullMasks = Layers(objects, pixels);
        Shadows = Layers(objects, pixels);
        Reflections = Layers(objects, pixels);
    }

    /// <summary>Instances, depth, boxes.</summary>
    public SceneLabels Labels { get; }

    /// <summary>Height x width x 3: unit normals in the world (x right, y up, z away), zero for the sky.</summary>
    public float[] Normals { get; }

    /// <summary>Height x width x 3: linear reflectance for diffuse light; of metals, their mirror reflectance; zero for sky and glass.</summary>
    public float[] Albedo { get; }

    /// <summary>Per object, height x width: 255 where it is, or would be if nothing stood before it.</summary>
    public IReadOnlyList<byte[]> FullMasks { get; }

    /// <summary>Per object, height x width: the share of sun and lamps that it keeps from what is seen there, times 255; 0 on itself.</summary>
    public IReadOnlyList<byte[]> Shadows { get; }

    /// <summary>Per object, height x width: the share of light that is mirrored there toward the eye where the mirror image shows it, times 255; 0 on itself.</summary>
    public IReadOnlyList<byte[]> Reflections { get; }

    /// <summary>Per object, height x width: 255 where it is seen.</summary>
    public byte[] VisibleMask(int index) => Array.ConvertAll(Labels.Instances, i => (byte)(i == index + 1 ? 255 : 0));

    /// <summary>Traces the layers of a scene.</summary>
    public static EffectLayers Of(Scene scene, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var tracer = new SceneTracer(scene);
        using var path = new PathTracer(tracer);
        var objects = scene.Objects.Length;
        var layers = new EffectLayers(SceneLabels.Of(tracer, width, height), objects);
        using var bodies = new BodyTracers(tracer);
        for (var k = 0; k < objects; k++)
        {
            var mask = new ObjectMask(tracer, k, width, height).Draw();
            for (var i = 0; i < mask.Length; i++)
                layers.FullMasks[k][i] = (byte)(mask[i] * 255);
        }

        var spread = 1 / scene.Camera.FocalPixels(width, height);
        for (var i = 0; i < width * height; i++)
        {
            var direction = scene.Camera.Direction(i % width + 0.5f, i / width + 0.5f, width, height);
            path.Trace(scene.Camera.Position, direction, spread, out var hit);
            if (hit.Surface == Hit.Sky)
                continue;
            hit.Normal.CopyTo(layers.Normals, 3 * i);
            (hit.Material == MaterialKind.Metal ? hit.Reflectance : hit.Albedo).CopyTo(layers.Albedo, 3 * i);
            layers.Shade(tracer, bodies, hit, i);
            layers.Mirror(path, hit, direction, spread, i);
        }

        return layers;
    }

    private static byte[][] Layers(int count, int pixels) => [.. Enumerable.Range(0, count).Select(_ => new byte[pixels])];

    private void Shade(SceneTracer scene, BodyTracers bodies, in Hit hit, int pixel)
    {
        Span<float> kept = stackalloc float[Shadows.Count];
        kept.Clear();
        var total = 0f;
        var origin = hit.Position + hit.Normal * 2e-4f;
        foreach (var light in scene.Lights)
        {
            for (var s = 0; s < LightSamples; s++)
            {
                var (u, v) = SampleSequence.InPixel((uint)s);
                var (direction, distance, strength) = light.Sample(origin, u, v);
                var arriving = strength.Y * Vector3.Dot(direction, hit.Normal);
                if (arriving <= 0)
                    continue;
                total += arriving;
                for (var k = 0; k < kept.Length; k++)
                {
                    if (k != hit.Object && bodies.Blocks(k, origin, direction, distance))
                        kept[k] += arriving;
                }
            }
        }

        for (var k = 0; k < kept.Length && total > 0; k++)
            Shadows[k][pixel] = (byte)(255 * kept[k] / total + 0.5f);
    }

    private void Mirror(PathTracer path, in Hit hit, Vector3 direction, float spread, int pixel)
    {
        if (hit.Reflectance == Vector3.Zero)
            return;
        path.Trace(hit.Position + hit.Normal * 2e-4f, Vector3.Reflect(direction, hit.Normal), spread, out var reflected);
        if (reflected.Object < 0 || reflected.Object == hit.Object)
            return;
        var share = PathTracer.Fresnel(hit.Reflectance, -Vector3.Dot(direction, hit.Normal));
        Reflections[reflected.Object][pixel] = (byte)(255 * Math.Clamp(share.Y, 0, 1) + 0.5f);
    }
}
