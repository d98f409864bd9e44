using System.Numerics;

namespace Atelier.Diorama.Scenes;

/// <summary>A kind of object that captions can name.</summary>
/// <param name="Name">The noun, such as <c>ball</c>; unique.</param>
/// <param name="Plural">The noun for several.</param>
/// <param name="IsSolid">Whether it is a solid of one colour; otherwise it is a cut-out picture.</param>
/// <param name="Weight">How often it is drawn, relative to the others.</param>
/// <param name="Height">Usual height in metres (the world is a toy world: an elephant is not ten times a mouse).</param>
/// <param name="Roundness">Cut-outs: half thickness over the radius of the largest inscribed circle, 0..1.</param>
/// <param name="Tint">Cut-outs: whether and how they may be painted in another colour.</param>
/// <param name="HasSides">Cut-outs: whether left and right must stay, as with writing.</param>
/// <param name="Top">Half extents (x, z) of a flat top that can carry something, in units of the height; zero for none.</param>
public sealed record ObjectClass(
    string Name, string Plural, bool IsSolid, float Weight, float Height, float Roundness = 0, TintMode Tint = TintMode.None, bool HasSides = false, Vector2 Top = default)
{
    /// <summary>Whether something can stand on it.</summary>
    public bool CanSupport => Top.X > 0;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
