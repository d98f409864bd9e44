using System.Numerics;

namespace Atelier.Diorama.Scenes;

/// <summary>What stands behind the objects: a skyline under the sky, or a wall.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Phrases">How captions speak of it, such as <c>in front of a brick wall</c>; none if nothing is to be said.</param>
/// <param name="Skyline">The shape above the horizon; <see cref="Scenes.Skyline.None"/> for walls and open land.</param>
/// <param name="WallTexture">The wall's texture, null outdoors.</param>
/// <param name="WallTint">Linear factor on the texture.</param>
public sealed record Backdrop(
    string Name, IReadOnlyList<string> Phrases, Skyline Skyline = Skyline.None, string? WallTexture = null, Vector3 WallTint = default)
{
    /// <summary>Whether it is under the sky.</summary>
    public bool IsOutdoor => WallTexture is null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
