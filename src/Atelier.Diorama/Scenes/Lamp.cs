using System.Numerics;

namespace Atelier.Diorama.Scenes;

/// <summary>A glowing ball.</summary>
/// <param name="Position">Its centre, metres.</param>
/// <param name="Radius">Metres.</param>
/// <param name="Radiance">Linear RGB.</param>
public sealed record Lamp(Vector3 Position, float Radius, Vector3 Radiance);
