namespace Atelier.Diorama.Rendering;

/// <summary>Up to three surfaces for every pixel.</summary>
internal sealed class LayerBuffer
{
    public const int PerPixel = 3;

    private readonly PixelLayer[] _layers;

    public LayerBuffer(int width, int height)
    {
        (Width, Height) = (width, height);
        _layers = new PixelLayer[width * height * PerPixel];
        for (var i = 0; i < _layers.Length; i++)
            _layers[i].Surface = -1;
    }

    public int Width { get; }

    public int Height { get; }

    public Span<PixelLayer> Pixel(int x, int y) => _layers.AsSpan((y * Width + x) * PerPixel, PerPixel);
}
