using System.Numerics;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Rendering;

/// <summary>Every sample a whole light path, none shared between pixels; for references.</summary>
internal sealed class PlainSampler(SceneTracer scene, RenderOptions options)
{
    private readonly ThinLens _lens = new(scene.Scene.Camera, options);
    private readonly float _spread = 0.5f / scene.Scene.Camera.FocalPixels(options.Width, options.Height);
    private readonly uint _shift = (uint)SeededRandom.Mix((ulong)scene.Scene.Seed * 0x9E37_79B9ul + (ulong)options.NoiseSeed + 77);

    public void Row(PathTracer path, int y, float[] linear)
    {
        for (var x = 0; x < options.Width; x++)
        {
            var sum = Vector3.Zero;
            for (var i = 0; i < options.Samples; i++)
                sum += Sample(path, x, y, i);
            (sum / options.Samples).CopyTo(linear, (y * options.Width + x) * 3);
        }
    }

    private Vector3 Sample(PathTracer path, int x, int y, int i)
    {
        var pixel = (uint)(y * options.Width + x);
        var seed = (uint)SeededRandom.Mix(((ulong)pixel << 32) | _shift);
        var random = new HashedRandom(seed ^ ((uint)i * 0x9E3779B9u));
        var (dx, dy) = SampleSequence.InPixel((uint)i);
        var (u1, v1, u2, v2) = SampleSequence.At((uint)i, seed);
        var (lensU, lensV, _, _) = SampleSequence.At((uint)i, (seed * 31) + 7);
        var (origin, direction) = _lens.Ray(x + dx, y + dy, lensU, lensV);
        path.Trace(origin, direction, _spread, out var hit);
        if (hit.Surface == Hit.Sky)
            return scene.Surroundings.Radiance(direction);
        var clear = 1 - hit.Haze;
        var haze = hit.Haze > 0 ? hit.Haze * scene.Surroundings.Haze(direction) : Vector3.Zero;
        if (!PathTracer.IsDiffuse(hit.Material))
            return haze + clear * path.Seen(hit, direction, _spread, ref random);
        var light = hit.Albedo * PathTracer.Entering(hit, direction) * (path.Direct(hit, u1, v1) + path.Indirect(hit, u2, v2, ref random));
        if (hit.Material == Materials.MaterialKind.Glossy)
            light += path.Coat(hit, direction, _spread, v1, u2, ref random);
        return haze + clear * light;
    }
}
