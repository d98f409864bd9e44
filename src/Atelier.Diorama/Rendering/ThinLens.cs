using System.Numerics;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Rendering;

/// <summary>Rays of a camera whose aperture has a width; its middle gives the pinhole's ray exactly.</summary>
internal sealed class ThinLens(Camera camera, RenderOptions options)
{
    private const int ReferenceSide = 512;

    // K = radius x focal length in pixels, and K is stated for the reference size.
    private readonly float _radius = options.Defocus / camera.FocalPixels(ReferenceSide, ReferenceSide);

    private readonly float _scale = options.Defocus * Math.Min(options.Width, options.Height) / ReferenceSide;

    public bool IsOpen => _radius > 0;

    /// <param name="x">Place in the picture, pixels.</param>
    /// <param name="y">Place in the picture, pixels.</param>
    /// <param name="u">Chooses the point of the lens, 0..1.</param>
    /// <param name="v">Chooses the point of the lens, 0..1.</param>
    public (Vector3 Origin, Vector3 Direction) Ray(float x, float y, float u, float v)
    {
        var slope = camera.Slope(x, y, options.Width, options.Height);
        if (!IsOpen)
            return (camera.Position, Vector3.Normalize(slope));
        var (sine, cosine) = MathF.SinCos(MathF.Tau * v);
        var offset = _radius * MathF.Sqrt(u) * (Vector3.UnitX * cosine + camera.Up * sine);
        return (camera.Position + offset, Vector3.Normalize(slope * camera.FocusDistance - offset));
    }

    /// <summary>Radius in pixels of the disc into which a point is blurred.</summary>
    public float Blur(in Hit hit)
    {
        var inverse = hit.Surface == Hit.Sky ? 0 : 1 / Vector3.Dot(hit.Position - camera.Position, camera.Forward);
        return _scale * MathF.Abs(inverse - 1 / camera.FocusDistance);
    }
}
