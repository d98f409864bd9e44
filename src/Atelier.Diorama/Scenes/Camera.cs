using System.Numerics;

namespace Atelier.Diorama.Scenes;

/// <summary>A pinhole (or thin-lens) camera that looks along +z, tilted down; x is right, y is up, z is away, in metres.</summary>
/// <param name="Position">The eye.</param>
/// <param name="Pitch">Tilt downward, radians.</param>
/// <param name="FieldOfView">Angle across the picture's shorter side, radians.</param>
/// <param name="FocusDistance">Distance along the optical axis that is sharp with a wide aperture, metres.</param>
public sealed record Camera(Vector3 Position, float Pitch, float FieldOfView, float FocusDistance)
{
    private readonly float _extent = 2 * MathF.Tan(FieldOfView / 2);

    /// <summary>Unit vector along the optical axis.</summary>
    public Vector3 Forward { get; } = new(0, -MathF.Sin(Pitch), MathF.Cos(Pitch));

    /// <summary>Unit vector toward the picture's top.</summary>
    public Vector3 Up { get; } = new(0, MathF.Cos(Pitch), MathF.Sin(Pitch));

    /// <summary>Pixels per unit of slope: the focal length in pixels.</summary>
    public float FocalPixels(int width, int height) => Math.Min(width, height) / _extent;

    /// <summary>Where a point falls in the picture: x from the left and y from the top in pixels, z along the axis in metres.</summary>
    public Vector3 Project(Vector3 point, int width, int height)
    {
        var offset = point - Position;
        var depth = Vector3.Dot(offset, Forward);
        var scale = FocalPixels(width, height) / depth;
        return new Vector3(width * 0.5f + offset.X * scale, height * 0.5f - Vector3.Dot(offset, Up) * scale, depth);
    }

    /// <summary>The unit direction through a place of the picture, in pixels from its top left corner.</summary>
    public Vector3 Direction(float x, float y, int width, int height) => Vector3.Normalize(Slope(x, y, width, height));

    /// <summary>As <see cref="Direction"/>, but scaled so that its share along the axis is 1.</summary>
    internal Vector3 Slope(float x, float y, int width, int height)
    {
        var pixel = _extent / Math.Min(width, height);
        return Forward + Up * ((height * 0.5f - y) * pixel) + new Vector3((x - width * 0.5f) * pixel, 0, 0);
    }
}
