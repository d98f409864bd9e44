using System.Runtime.InteropServices;

namespace Atelier.Diorama.Embree;

/// <summary>The part of Embree 3's C interface that the renderer uses.</summary>
internal static unsafe partial class EmbreeApi
{
    internal const int TriangleGeometry = 0;
    internal const int InstanceGeometry = 121;
    internal const int HighQuality = 2;
    internal const int IndexBuffer = 0;
    internal const int VertexBuffer = 1;
    internal const int FormatUInt3 = 0x5003;
    internal const int FormatFloat3 = 0x9003;
    internal const int FormatFloat3X4ColumnMajor = 0x9234;
    internal const uint InvalidId = 0xFFFF_FFFF;

    private const string Library = "libembree3.so.3";

    [LibraryImport(Library, EntryPoint = "rtcNewDevice", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint NewDevice(string config);

    [LibraryImport(Library, EntryPoint = "rtcGetDeviceError")]
    internal static partial int GetDeviceError(nint device);

    [LibraryImport(Library, EntryPoint = "rtcNewScene")]
    internal static partial nint NewScene(nint device);

    [LibraryImport(Library, EntryPoint = "rtcReleaseScene")]
    internal static partial void ReleaseScene(nint scene);

    [LibraryImport(Library, EntryPoint = "rtcCommitScene")]
    internal static partial void CommitScene(nint scene);

    [LibraryImport(Library, EntryPoint = "rtcSetSceneBuildQuality")]
    internal static partial void SetSceneBuildQuality(nint scene, int quality);

    [LibraryImport(Library, EntryPoint = "rtcNewGeometry")]
    internal static partial nint NewGeometry(nint device, int type);

    [LibraryImport(Library, EntryPoint = "rtcReleaseGeometry")]
    internal static partial void ReleaseGeometry(nint geometry);

    [LibraryImport(Library, EntryPoint = "rtcCommitGeometry")]
    internal static partial void CommitGeometry(nint geometry);

    [LibraryImport(Library, EntryPoint = "rtcAttachGeometry")]
    internal static partial uint AttachGeometry(nint scene, nint geometry);

    [LibraryImport(Library, EntryPoint = "rtcSetNewGeometryBuffer")]
    internal static partial void* SetNewGeometryBuffer(
        nint geometry, int type, uint slot, int format, nuint byteStride, nuint itemCount);

    [LibraryImport(Library, EntryPoint = "rtcSetGeometryInstancedScene")]
    internal static partial void SetGeometryInstancedScene(nint geometry, nint scene);

    [LibraryImport(Library, EntryPoint = "rtcSetGeometryTransform")]
    internal static partial void SetGeometryTransform(nint geometry, uint timeStep, int format, float* transform);

    // A ray takes tens of nanoseconds and never calls back, so the switch of the collector's mode is saved.
    [LibraryImport(Library, EntryPoint = "rtcIntersect1")]
    [SuppressGCTransition]
    internal static partial void Intersect1(nint scene, IntersectContext* context, RayHit* rayHit);

    [LibraryImport(Library, EntryPoint = "rtcOccluded1")]
    [SuppressGCTransition]
    internal static partial void Occluded1(nint scene, IntersectContext* context, RayHit* ray);
}
