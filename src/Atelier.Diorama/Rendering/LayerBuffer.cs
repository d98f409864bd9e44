using System.Buffers;

namespace Atelier.Diorama.Rendering;

/// <summary>Up to three surfaces for every pixel.</summary>
internal sealed class LayerBuffer(int width, int height) : IDisposable
{
    public const int PerPixel = 3;

    // Megabytes that each scene would otherwise get fresh and cleared.
    private readonly PixelLayer[] _layers = ArrayPool<PixelLayer>.Shared.Rent(width * height * PerPixel);

    public int Width => width;

    public int Height => height;

    public Span<PixelLayer> Pixel(int x, int y) => _layers.AsSpan((y * width + x) * PerPixel, PerPixel);

    /// <summary>Makes a row's layers unused; nothing else of them is cleared.</summary>
    public void ClearRow(int y)
    {
        foreach (ref var layer in _layers.AsSpan(y * width * PerPixel, width * PerPixel))
            layer.Surface = -1;
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<PixelLayer>.Shared.Return(_layers);
}
