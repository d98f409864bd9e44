using Atelier.Diorama.Embree;
using Atelier.Diorama.Geometry;
using Atelier.Diorama.Stamps;

namespace Atelier.Diorama.Rendering;

/// <summary>A mesh with its bounding hierarchy, and the picture on it if it is a cut-out.</summary>
internal sealed record Shape(Mesh Mesh, EmbreeScene Hierarchy, Stamp? Stamp);
