using System.Runtime.InteropServices;
using Atelier.Imaging;

namespace Atelier.Diorama.Stamps;

/// <summary>Draws SVG files through librsvg and cairo where they are installed; meant for the stamps package's own files only.</summary>
internal static unsafe partial class SvgRasteriser
{
    private const string Rsvg = "librsvg-2.so.2";
    private const string Cairo = "libcairo.so.2";
    private const string GObject = "libgobject-2.0.so.0";
    private const int Argb32 = 0;

    private static readonly Lazy<bool> Available = new(() =>
        NativeLibrary.TryLoad(Rsvg, out _) && NativeLibrary.TryLoad(Cairo, out _) && NativeLibrary.TryLoad(GObject, out _));

    public static bool IsAvailable => Available.Value;

    /// <summary>Draws a file into a square of <paramref name="size"/> pixels, keeping its proportions.</summary>
    public static Picture Draw(string path, int size)
    {
        var handle = NewFromFile(path, 0);
        if (handle == 0)
            throw new InvalidDataException($"{path}: librsvg cannot read it.");
        var surface = CreateSurface(Argb32, size, size);
        var context = CreateContext(surface);
        try
        {
            var viewport = new Rectangle { Width = size, Height = size };
            if (RenderDocument(handle, context, &viewport, 0) == 0)
                throw new InvalidDataException($"{path}: librsvg cannot draw it.");
            FlushSurface(surface);
            return ToPicture(SurfaceData(surface), SurfaceStride(surface), size);
        }
        finally
        {
            DestroyContext(context);
            DestroySurface(surface);
            Unreference(handle);
        }
    }

    /// <summary>Cairo stores premultiplied blue, green, red, alpha.</summary>
    private static Picture ToPicture(byte* data, int stride, int size)
    {
        var picture = new Picture(size, size, 4);
        for (var y = 0; y < size; y++)
        {
            var row = picture.Row(y);
            for (var x = 0; x < size; x++)
            {
                var pixel = data + y * stride + x * 4;
                var alpha = pixel[3];
                for (var c = 0; c < 3; c++)
                    row[x * 4 + c] = alpha == 0 ? (byte)0 : (byte)Math.Min(255, (pixel[2 - c] * 255 + alpha / 2) / alpha);
                row[x * 4 + 3] = alpha;
            }
        }

        return picture;
    }

    [LibraryImport(Rsvg, EntryPoint = "rsvg_handle_new_from_file", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NewFromFile(string path, nint error);

    [LibraryImport(Rsvg, EntryPoint = "rsvg_handle_render_document")]
    private static partial int RenderDocument(nint handle, nint context, Rectangle* viewport, nint error);

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    private static partial void Unreference(nint handle);

    [LibraryImport(Cairo, EntryPoint = "cairo_image_surface_create")]
    private static partial nint CreateSurface(int format, int width, int height);

    [LibraryImport(Cairo, EntryPoint = "cairo_create")]
    private static partial nint CreateContext(nint surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_flush")]
    private static partial void FlushSurface(nint surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_image_surface_get_data")]
    private static partial byte* SurfaceData(nint surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_image_surface_get_stride")]
    private static partial int SurfaceStride(nint surface);

    [LibraryImport(Cairo, EntryPoint = "cairo_destroy")]
    private static partial void DestroyContext(nint context);

    [LibraryImport(Cairo, EntryPoint = "cairo_surface_destroy")]
    private static partial void DestroySurface(nint surface);

    [StructLayout(LayoutKind.Sequential)]
    private struct Rectangle
    {
        public double X, Y, Width, Height;
    }
}
