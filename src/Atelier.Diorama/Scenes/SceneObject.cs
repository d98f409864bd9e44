using System.Numerics;
using Atelier.Diorama.Geometry;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Rendering;

namespace Atelier.Diorama.Scenes;

/// <summary>One object of a scene.</summary>
public sealed record SceneObject
{
    /// <summary>What it is.</summary>
    public required ObjectClass Class { get; init; }

    /// <summary>The colour that captions give it, if any.</summary>
    public NamedColour? Colour { get; init; }

    /// <summary>Whether a cut-out is painted in <see cref="Colour"/> instead of showing its own colours.</summary>
    public bool IsTinted { get; init; }

    /// <summary>What it is made of.</summary>
    public MaterialKind Material { get; init; }

    /// <summary>Cut-outs: the picture, below the stamps folder.</summary>
    public string? Stamp { get; init; }

    /// <summary>Cut-outs: whether left and right of the picture are swapped.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>The middle of its base, metres.</summary>
    public Vector3 Position { get; init; }

    /// <summary>Turn about the vertical, radians.</summary>
    public float Yaw { get; init; }

    /// <summary>Metres from base to top.</summary>
    public float Height { get; init; }

    /// <summary>The index of the object it stands on; null for the ground.</summary>
    public int? Support { get; init; }

    /// <summary>The smallest box around it in the world.</summary>
    public Box Bounds => Placement.Bounds(ShapeLibrary.Get(this).Mesh.Bounds);

    internal Placement Placement => Placement.Of(Position, Yaw, new Vector3(IsMirrored ? -Height : Height, Height, Height));
}
