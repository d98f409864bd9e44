using System.Collections.Immutable;
using System.Numerics;

namespace Atelier.Diorama.Scenes;

/// <summary>A ground, what stands behind it, light, a camera, and one to four objects.</summary>
public sealed record Scene
{
    /// <summary>The seed it came from.</summary>
    public required long Seed { get; init; }

    /// <summary>The objects; those that stand on others come after them.</summary>
    public required ImmutableArray<SceneObject> Objects { get; init; }

    /// <summary>What they stand on.</summary>
    public required Ground Ground { get; init; }

    /// <summary>What is behind them.</summary>
    public required Backdrop Backdrop { get; init; }

    /// <summary>The light.</summary>
    public required SceneLight Light { get; init; }

    /// <summary>The camera.</summary>
    public required Camera Camera { get; init; }

    /// <summary>Shift of the ground's texture, metres.</summary>
    public Vector2 GroundShift { get; init; }

    /// <summary>Linear factor on the ground's texture.</summary>
    public Vector3 GroundTint { get; init; } = Vector3.One;

    /// <summary>Indoors: distance of the back wall along z, metres.</summary>
    public float BackWall { get; init; } = float.PositiveInfinity;

    /// <summary>Indoors: x of a wall on the left, metres.</summary>
    public float LeftWall { get; init; } = float.NegativeInfinity;

    /// <summary>Indoors: x of a wall on the right, metres.</summary>
    public float RightWall { get; init; } = float.PositiveInfinity;

    /// <summary>Whether object <paramref name="index"/> carries nothing, so that it can be taken away or moved.</summary>
    public bool IsFree(int index) => !Objects.Any(o => o.Support == index);

    /// <summary>The scene without an object; every later index goes down by one.</summary>
    /// <exception cref="InvalidOperationException">Another object stands on it.</exception>
    public Scene Without(int index)
    {
        RequireFree(index);
        return this with
        {
            Objects = [.. Objects.RemoveAt(index).Select(o => o.Support > index ? o with { Support = o.Support - 1 } : o)],
        };
    }

    /// <summary>The scene with an object at another place on the ground, its turn unchanged.</summary>
    /// <param name="index">Which object.</param>
    /// <param name="position">The middle of its base, metres; y is 0 for the ground.</param>
    /// <exception cref="InvalidOperationException">Another object stands on it.</exception>
    public Scene WithObjectAt(int index, Vector3 position)
    {
        RequireFree(index);
        return this with { Objects = Objects.SetItem(index, Objects[index] with { Position = position, Support = null }) };
    }

    private void RequireFree(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Objects.Length);
        if (!IsFree(index))
            throw new InvalidOperationException($"Object {index} ({Objects[index].Class}) carries another and cannot be taken away or moved.");
    }
}
