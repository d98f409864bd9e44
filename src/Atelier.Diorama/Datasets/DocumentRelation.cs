using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Datasets;

/// <summary>A relation between two objects of a <see cref="SceneDocument"/>: object A is so to object B.</summary>
public sealed record DocumentRelation(int A, Relation Relation, int B);
