namespace Atelier.Diorama.Scenes;

/// <summary>What the objects stand on.</summary>
/// <param name="Name">The word for it, such as <c>grass</c>; unique.</param>
/// <param name="Phrases">How captions place something there, such as <c>on grass</c>.</param>
/// <param name="IsOutdoor">Whether it lies under the sky.</param>
/// <param name="TileSize">Metres after which its texture repeats.</param>
/// <param name="Reflectance">Mirror reflectance at straight view, 0 for a matte ground.</param>
/// <param name="Roughness">GGX roughness of the reflection.</param>
public sealed record Ground(
    string Name, IReadOnlyList<string> Phrases, bool IsOutdoor, float TileSize, float Reflectance = 0, float Roughness = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
