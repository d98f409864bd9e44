using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Atelier.Diorama.Rendering;

/// <summary>
/// The first surface of every pixel, one plane of numbers for each property, so that eight neighbouring pixels are
/// smoothed at once. A frame of zeros around the planes takes the place of pixels outside the picture: a zero normal
/// is like nothing and weighs nothing.
/// </summary>
internal sealed class FirstSurfaces : IDisposable
{
    /// <summary>Pixels in the frame on each side; as far as the wider smoothing looks.</summary>
    public const int Frame = 4;

    private const int Lanes = 8;
    private const int Absent = -2;
    private readonly int[] _surface;
    private readonly int _size;
    private readonly float[] _planes;

    public FirstSurfaces(LayerBuffer layers)
    {
        Stride = layers.Width + 2 * Frame + Lanes;
        _size = Stride * (layers.Height + 2 * Frame);
        _surface = ArrayPool<int>.Shared.Rent(_size);
        _surface.AsSpan(0, _size).Fill(Absent);
        _planes = ArrayPool<float>.Shared.Rent(_size * (int)Property.Count);
        _planes.AsSpan(0, _size * (int)Property.Count).Clear();
        for (var y = 0; y < layers.Height; y++)
        {
            for (var x = 0; x < layers.Width; x++)
                Set(Index(x, y), layers.Pixel(x, y)[0]);
        }
    }

    /// <summary>Properties; of vectors, x, and y and z follow.</summary>
    public enum Property
    {
        Normal,
        Position = 3,
        Direct = 6,
        Indirect = 9,
        Other = 12,
        SmoothIndirect = 15,
        DirectNoise = 18,
        OtherNoise,
        Lit,
        Count,
    }

    public int Stride { get; }

    public int Index(int x, int y) => (y + Frame) * Stride + x + Frame;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Load(Property property, int at) => Vector256.LoadUnsafe(ref _planes[(int)property * _size + at]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes3 Load3(Property property, int at) => new(Load(property, at), Load(property + 1, at), Load(property + 2, at));

    public void SetSmooth(int at, Vector3 indirect) => Set(Property.SmoothIndirect, at, indirect);

    /// <summary>Which of eight pixels have the same first surface as all their neighbours, those outside the picture apart.</summary>
    /// <param name="at">The first of the eight.</param>
    /// <param name="step">Pixels between neighbours; two on each side count.</param>
    public uint Inner(int at, int step)
    {
        var centre = Vector256.LoadUnsafe(ref _surface[at]);
        var absent = Vector256.Create(Absent);
        var alike = Vector256.GreaterThan(centre, Vector256.Create(Hit.Sky));
        for (var y = -2; y <= 2; y++)
        {
            for (var x = -2; x <= 2; x++)
            {
                var other = Vector256.LoadUnsafe(ref _surface[at + (y * Stride + x) * step]);
                alike &= Vector256.Equals(other, centre) | Vector256.Equals(other, absent);
            }
        }

        return alike.ExtractMostSignificantBits();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_surface);
        ArrayPool<float>.Shared.Return(_planes);
    }

    private void Set(int at, in PixelLayer layer)
    {
        _surface[at] = layer.Surface;
        if (layer.Surface <= Hit.Sky || layer.Lit == 0)
            return;
        Set(Property.Normal, at, layer.Normal);
        Set(Property.Position, at, layer.Position);
        Set(Property.Direct, at, layer.Direct);
        Set(Property.Indirect, at, layer.Indirect);
        Set(Property.Other, at, layer.Other);
        _planes[(int)Property.DirectNoise * _size + at] = layer.DirectNoise;
        _planes[(int)Property.OtherNoise * _size + at] = layer.OtherNoise;
        _planes[(int)Property.Lit * _size + at] = layer.Lit;
    }

    private void Set(Property property, int at, Vector3 value)
    {
        _planes[(int)property * _size + at] = value.X;
        _planes[((int)property + 1) * _size + at] = value.Y;
        _planes[((int)property + 2) * _size + at] = value.Z;
    }
}
