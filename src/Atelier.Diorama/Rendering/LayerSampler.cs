using System.Numerics;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Rendering;

/// <summary>
/// Fills a <see cref="LayerBuffer"/>: few eye rays where a pixel shows one smooth surface, sixteen at edges and mirrors,
/// many where an open lens blurs.
/// </summary>
internal sealed class LayerSampler(SceneTracer scene, RenderOptions options, LayerBuffer layers)
{
    private const int Few = 4;
    private const int Many = 16;
    private const int Blurred = 96;

    // Discs narrower than this, in pixels, are as good as sharp.
    private const float Sharp = 0.4f;
    private readonly Camera _camera = scene.Scene.Camera;
    private readonly ThinLens _lens = new(scene.Scene.Camera, options);
    private readonly int _bits = Math.Max(1, 32 - int.LeadingZeroCount(Math.Max(options.Width, options.Height) - 1));
    private readonly float _spread = 0.5f / scene.Scene.Camera.FocalPixels(options.Width, options.Height);
    private readonly uint _shift = (uint)SeededRandom.Mix((ulong)scene.Scene.Seed * 0x9E37_79B9ul + (ulong)options.NoiseSeed);

    private readonly (float X, float Y)[] _places = [.. Enumerable.Range(0, Blurred).Select(i => SampleSequence.InPixel((uint)i))];

    public void Row(PathTracer path, int y)
    {
        layers.ClearRow(y);
        Span<Hit> hits = stackalloc Hit[Blurred];
        Span<Vector3> directions = stackalloc Vector3[Blurred];
        for (var x = 0; x < options.Width; x++)
            Pixel(path, x, y, hits, directions);
    }

    private void Pixel(PathTracer path, int x, int y, Span<Hit> hits, Span<Vector3> directions)
    {
        var isUniform = true;
        var isBlurred = false;
        var needsDetail = false;
        var count = Few;
        var pixelIndex = (uint)(y * options.Width + x);
        for (var i = 0; i < count; i++)
        {
            (var origin, directions[i]) = Eye(x, y, i, pixelIndex);
            path.Trace(origin, directions[i], _spread, out hits[i]);
            isUniform &= hits[i].Surface == hits[0].Surface && Vector3.Dot(hits[i].Normal, hits[0].Normal) > 0.9f;
            needsDetail |= hits[i].Surface >= Hit.FirstObject && !PathTracer.IsDiffuse(hits[i].Material);
            isBlurred |= _lens.IsOpen && _lens.Blur(hits[i]) > Sharp;
            if (i == Few - 1 && (!isUniform || needsDetail || _lens.IsOpen))
                count = Many;
            if (i == Many - 1 && isBlurred)
                count = Blurred;
        }

        var pixel = layers.Pixel(x, y);
        var wanted = needsDetail ? options.Samples * 8 : isUniform && !isBlurred ? options.Samples : Math.Max(options.Samples * 2, 8);
        var index = SampleSequence.Hilbert(x, y, _bits) * (uint)wanted;
        for (var i = 0; i < Math.Max(count, wanted); i++)
        {
            ref readonly var hit = ref hits[i % count];
            ref var layer = ref Find(pixel, hit.Surface);
            if (i < count)
                Measure(ref layer, hit);
            if (i < wanted || layer.Lit == 0 || (hit.Surface == Hit.Sky && i < count))
                Light(path, ref layer, hit, directions[i % count], index + (uint)i, pixelIndex);
        }

        foreach (ref var layer in pixel)
            Average(ref layer, count);
    }

    private (Vector3 Origin, Vector3 Direction) Eye(int x, int y, int i, uint pixel)
    {
        var (dx, dy) = _places[i];
        if (!_lens.IsOpen)
            return (_camera.Position, _camera.Direction(x + dx, y + dy, options.Width, options.Height));
        var (u, v, _, _) = SampleSequence.At((uint)i, (uint)SeededRandom.Mix(pixel ^ ((ulong)_shift << 32)));
        return _lens.Ray(x + dx, y + dy, u, v);
    }

    /// <summary>The layer of a surface; when all are taken, the last one takes the rest in.</summary>
    private static ref PixelLayer Find(Span<PixelLayer> pixel, int surface)
    {
        for (var i = 0; i < pixel.Length; i++)
        {
            if (pixel[i].Surface == surface)
                return ref pixel[i];
            if (pixel[i].Surface >= 0)
                continue;
            pixel[i] = new PixelLayer { Surface = surface };
            return ref pixel[i];
        }

        return ref pixel[^1];
    }

    private static void Measure(ref PixelLayer layer, in Hit hit)
    {
        layer.Hits++;
        layer.Albedo += hit.Albedo;
        layer.Normal += hit.Normal;
        layer.Position += hit.Position;
    }

    private void Light(PathTracer path, ref PixelLayer layer, in Hit hit, Vector3 direction, uint index, uint pixel)
    {
        layer.Lit++;
        var random = new HashedRandom((index * 0x9E3779B9u) ^ (pixel * 0x85EBCA6Bu) ^ _shift);
        if (hit.Surface == Hit.Sky)
        {
            layer.Other += scene.Surroundings.Radiance(hit.Position);
            return;
        }

        var clear = 1 - hit.Haze;
        var other = hit.Haze > 0 ? hit.Haze * scene.Surroundings.Haze(direction) : Vector3.Zero;
        if (PathTracer.IsDiffuse(hit.Material))
        {
            var (u1, v1, u2, v2) = SampleSequence.At(index, _shift);
            var entering = PathTracer.Entering(hit, direction) * clear;
            var direct = entering * path.Direct(hit, u1, v1);
            layer.Direct += direct;
            layer.DirectSquare += direct.Y * direct.Y;
            layer.Indirect += entering * path.Indirect(hit, u2, v2, ref random);
            if (hit.Material == MaterialKind.Glossy)
                other += clear * path.Coat(hit, direction, _spread, v1, u2, ref random);
        }
        else
        {
            other += clear * path.Seen(hit, direction, _spread, ref random);
        }

        layer.Other += other;
        layer.OtherSquare += other.Y * other.Y;
    }

    private static void Average(ref PixelLayer layer, int count)
    {
        if (layer.Surface < 0)
            return;
        layer.Coverage = (float)layer.Hits / count;
        var hits = 1f / Math.Max(1, layer.Hits);
        layer.Albedo *= hits;
        layer.Position *= hits;
        layer.Normal = layer.Surface == Hit.Sky ? Vector3.Zero : Vector3.Normalize(layer.Normal);
        var lit = 1f / Math.Max(1, layer.Lit);
        layer.Direct *= lit;
        layer.DirectSquare *= lit;
        layer.Indirect *= lit;
        layer.Other *= lit;
        layer.OtherSquare *= lit;
    }
}
