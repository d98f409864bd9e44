using System.Runtime.InteropServices;

namespace Atelier.Diorama.Embree;

/// <summary>Embree's RTCIntersectContext: no filter, incoherent rays, one level of instances.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IntersectContext
{
    public int Flags;
    public nint Filter;
    public uint Instance;
}
