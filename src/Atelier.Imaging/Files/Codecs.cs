using System.Runtime.InteropServices;
using System.Text;
using Atelier.Native;

namespace Atelier.Imaging.Files;

/// <summary>The C ABI of <c>native/codecs</c>; see <c>codecs.h</c> there.</summary>
internal static unsafe partial class Codecs
{
    private const string Library = "atelier_codecs";
    private const int MessageSize = 256;

    static Codecs() => NativeLibraries.Register(typeof(Codecs).Assembly);

    public delegate int Decode(byte* message, int messageSize);

    public delegate int Encode(byte** bytes, nuint* count, byte* message, int messageSize);

    /// <summary>Runs a decoder and turns its code into an exception.</summary>
    public static void Run(string format, Decode call)
    {
        var message = stackalloc byte[MessageSize];
        message[0] = 0;
        Check(format, call(message, MessageSize), message);
    }

    /// <summary>Runs an encoder and copies its bytes.</summary>
    public static byte[] Collect(string format, Encode call)
    {
        var message = stackalloc byte[MessageSize];
        message[0] = 0;
        byte* bytes = null;
        nuint count = 0;
        Check(format, call(&bytes, &count, message, MessageSize), message);
        try
        {
            return new ReadOnlySpan<byte>(bytes, checked((int)count)).ToArray();
        }
        finally
        {
            Free(bytes);
        }
    }

    private static void Check(string format, int code, byte* message)
    {
        var text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(message));
        switch (code)
        {
            case 0:
                return;
            case -2:
                throw PictureFormatException.Truncated($"{format}, {text}");
            case -3:
                throw new InsufficientMemoryException($"{format}: not enough memory for this picture.");
            case -5:
                throw PictureFormatException.Unsupported($"{format}, {text}");
            case -6:
                throw new PictureFormatException(PictureFault.Checksum, $"a checksum of the {format} is wrong ({text}). Copy or download it again.");
            case -7:
                throw PictureFormatException.Missing($"{format}, a table ({text})");
            default:
                throw PictureFormatException.Damaged($"{format}, {text}");
        }
    }

    [LibraryImport(Library, EntryPoint = "atelier_free")]
    private static partial void Free(void* memory);

    [LibraryImport(Library, EntryPoint = "atelier_png_decode")]
    public static partial int PngDecode(
        byte* file, nuint size, byte* pixels, nuint pixelsSize, int height, int channels, int bits, byte* message, int messageSize);

    [LibraryImport(Library, EntryPoint = "atelier_png_encode")]
    public static partial int PngEncode(
        byte* pixels, int width, int height, int channels, int bits, int level, byte** bytes, nuint* count, byte* message, int messageSize);

    [LibraryImport(Library, EntryPoint = "atelier_jpeg_decode")]
    public static partial int JpegDecode(
        byte* file, nuint size, byte* pixels, nuint pixelsSize, int height, int channels, byte* message, int messageSize);

    [LibraryImport(Library, EntryPoint = "atelier_jpeg_encode")]
    public static partial int JpegEncode(
        byte* pixels, int width, int height, int channels, int quality, int chroma, int progressive,
        byte** bytes, nuint* count, byte* message, int messageSize);

    [LibraryImport(Library, EntryPoint = "atelier_webp_decode")]
    public static partial int WebPDecode(
        byte* file, nuint size, byte* pixels, nuint pixelsSize, int width, int height, byte* message, int messageSize);

    [LibraryImport(Library, EntryPoint = "atelier_webp_encode")]
    public static partial int WebPEncode(
        byte* pixels, int width, int height, int channels, int lossless, float quality, int method,
        byte** bytes, nuint* count, byte* message, int messageSize);

    [LibraryImport(Library, EntryPoint = "atelier_icc_channels")]
    public static partial int IccChannels(byte* profile, nuint profileSize);

    [LibraryImport(Library, EntryPoint = "atelier_icc_to_srgb")]
    public static partial int IccToSrgb(
        byte* profile, nuint profileSize, void* from, void* to, nuint count, int channels, int inverted, int bits, byte* message, int messageSize);
}
