using System.Runtime.InteropServices;

namespace Atelier.Diorama.Embree;

/// <summary>One ray and its nearest hit in Embree's layout (RTCRayHit); must lie on a 16-byte boundary.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RayHit
{
    public float OriginX, OriginY, OriginZ, Near;
    public float DirectionX, DirectionY, DirectionZ, Time;
    public float Far;
    public uint Mask, Id, Flags;
    public float NormalX, NormalY, NormalZ, U, V;
    public uint Primitive, Geometry, Instance;
}
