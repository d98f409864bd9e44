using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Scenes;

/// <summary>One clause of a <see cref="SceneRequest"/>.</summary>
/// <param name="Class">What.</param>
/// <param name="Count">How many, 1 to 4.</param>
/// <param name="Colour">In which colour; null for any.</param>
/// <param name="Material">Of what; null for any that suits.</param>
public sealed record RequestedItem(ObjectClass Class, int Count = 1, NamedColour? Colour = null, MaterialKind? Material = null);
