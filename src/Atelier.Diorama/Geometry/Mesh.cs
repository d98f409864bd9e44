using System.Numerics;

namespace Atelier.Diorama.Geometry;

/// <summary>Triangles in object space: metres before scaling, base on y = 0, centred on x and z.</summary>
internal sealed record Mesh(Vector3[] Positions, Vector3[] Normals, Vector2[] TextureCoordinates, int[] Indices)
{
    /// <summary>The smallest box around the positions.</summary>
    public Box Bounds { get; } = Box.Around(Positions);
}
