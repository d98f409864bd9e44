using System.Numerics;
using Atelier.Diorama.Geometry;

namespace Atelier.Diorama.Embree;

/// <summary>A bounding hierarchy over one mesh, or over placed instances of such hierarchies.</summary>
internal sealed unsafe class EmbreeScene : IDisposable
{
    private nint _handle = EmbreeApi.NewScene(EmbreeDevice.Handle);

    ~EmbreeScene() => Release();

    public nint Handle => _handle;

    public void Add(Mesh mesh)
    {
        var geometry = EmbreeApi.NewGeometry(EmbreeDevice.Handle, EmbreeApi.TriangleGeometry);
        var vertices = EmbreeApi.SetNewGeometryBuffer(
            geometry, EmbreeApi.VertexBuffer, 0, EmbreeApi.FormatFloat3, 12, (nuint)mesh.Positions.Length);
        mesh.Positions.CopyTo(new Span<Vector3>(vertices, mesh.Positions.Length));
        var indices = EmbreeApi.SetNewGeometryBuffer(
            geometry, EmbreeApi.IndexBuffer, 0, EmbreeApi.FormatUInt3, 12, (nuint)(mesh.Indices.Length / 3));
        mesh.Indices.CopyTo(new Span<int>(indices, mesh.Indices.Length));
        Attach(geometry);

        // A mesh is built once for the process's life and met by every ray of its scenes.
        EmbreeApi.SetSceneBuildQuality(_handle, EmbreeApi.HighQuality);
    }

    public void Add(EmbreeScene content, in Placement placement)
    {
        var geometry = EmbreeApi.NewGeometry(EmbreeDevice.Handle, EmbreeApi.InstanceGeometry);
        EmbreeApi.SetGeometryInstancedScene(geometry, content.Handle);
        var columns = stackalloc Vector3[4] { placement.AxisX, placement.AxisY, placement.AxisZ, placement.Origin };
        EmbreeApi.SetGeometryTransform(geometry, 0, EmbreeApi.FormatFloat3X4ColumnMajor, (float*)columns);
        Attach(geometry);
    }

    public EmbreeScene Commit()
    {
        EmbreeApi.CommitScene(_handle);
        EmbreeDevice.Check("build a scene");
        return this;
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Attach(nint geometry)
    {
        EmbreeApi.CommitGeometry(geometry);
        _ = EmbreeApi.AttachGeometry(_handle, geometry);
        EmbreeApi.ReleaseGeometry(geometry);
    }

    private void Release()
    {
        if (_handle != 0)
            EmbreeApi.ReleaseScene(_handle);
        _handle = 0;
    }
}
