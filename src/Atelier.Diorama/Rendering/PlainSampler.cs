using System.Numerics;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Rendering;

/// <summary>Every sample a whole light path, none shared between pixels; for references and for wide apertures.</summary>
internal sealed class PlainSampler(SceneTracer scene, RenderOptions options)
{
    private const float ReferenceSide = 512;
    private readonly Camera _camera = scene.Scene.Camera;
    private readonly float _spread = 0.5f / scene.Scene.Camera.FocalPixels(options.Width, options.Height);
    private readonly float _lensRadius = options.Defocus / scene.Scene.Camera.FocalPixels((int)ReferenceSide, (int)ReferenceSide);
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
        var (origin, direction) = Lens(x + dx, y + dy, i, seed);
        var hit = path.Trace(origin, direction, _spread);
        if (hit.Surface == Hit.Sky)
            return scene.Surroundings.Radiance(direction);
        var clear = 1 - hit.Haze;
        var haze = hit.Haze > 0 ? hit.Haze * scene.Surroundings.Haze(direction) : Vector3.Zero;
        if (!PathTracer.IsDiffuse(hit.Material))
            return haze + clear * path.Radiance(origin, direction, _spread, isMirrored: true, ref random);
        var light = hit.Albedo * PathTracer.Entering(hit, direction) * (path.Direct(hit, u1, v1) + path.Indirect(hit, u2, v2, ref random));
        if (hit.Material == Materials.MaterialKind.Glossy)
            light += path.Coat(hit, direction, _spread, v1, u2, ref random);
        return haze + clear * light;
    }

    /// <summary>A ray from a point of the lens through the plane of focus; from its middle when the aperture is closed.</summary>
    private (Vector3 Origin, Vector3 Direction) Lens(float x, float y, int i, uint seed)
    {
        var slope = _camera.Slope(x, y, options.Width, options.Height);
        if (_lensRadius == 0)
            return (_camera.Position, Vector3.Normalize(slope));
        var (u, v, _, _) = SampleSequence.At((uint)i, seed * 31 + 7);
        var (sine, cosine) = MathF.SinCos(MathF.Tau * v);
        var offset = _lensRadius * MathF.Sqrt(u) * (Vector3.UnitX * cosine + _camera.Up * sine);
        return (_camera.Position + offset, Vector3.Normalize(slope * _camera.FocusDistance - offset));
    }
}
