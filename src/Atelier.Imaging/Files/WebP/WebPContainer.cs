using System.Buffers.Binary;
using System.Text;

namespace Atelier.Imaging.Files.WebP;

/// <summary>The chunks of a WebP file; every length is checked before it is used.</summary>
internal sealed class WebPContainer
{
    private const int ChunkHead = 8;
    private const int FrameHead = 16;
    private readonly LoadOptions _options;

    private WebPContainer(LoadOptions options) => _options = options;

    public (int Width, int Height)? Canvas { get; private set; }

    public WebPFrame? FirstFrame { get; private set; }

    public bool IsAnimated { get; private set; }

    public int Frames { get; private set; } = 1;

    public byte[]? Profile { get; private set; }

    public byte[]? Exif { get; private set; }

    public byte[]? Xmp { get; private set; }

    public static WebPContainer Read(ReadOnlySpan<byte> chunks, LoadOptions options)
    {
        var container = new WebPContainer(options);
        ReadOnlySpan<byte> alpha = default;
        while (Next(ref chunks, out var name, out var data))
        {
            switch (name)
            {
                case "VP8X":
                    container.TakeExtended(data);
                    break;
                case "ALPH":
                    alpha = data;
                    break;
                case "VP8 " or "VP8L":
                    container.FirstFrame ??= WebPFrame.Read(0, 0, alpha, name == "VP8L", data);
                    break;
                case "ANMF":
                    container.TakeFrame(data);
                    break;
                case "ICCP":
                    container.Profile = container.Keep(data);
                    break;
                case "EXIF":
                    container.Exif = container.Keep(data);
                    break;
                case "XMP ":
                    container.Xmp = container.Keep(data);
                    break;
            }
        }

        return container;
    }

    /// <summary>The data of a VP8X chunk.</summary>
    public static byte[] Extended(byte flags, int width, int height) =>
    [
        flags, 0, 0, 0,
        (byte)(width - 1), (byte)(width - 1 >> 8), (byte)(width - 1 >> 16),
        (byte)(height - 1), (byte)(height - 1 >> 8), (byte)(height - 1 >> 16),
    ];

    public static void WriteChunk(Stream file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, data.Length);
        file.Write(name);
        file.Write(size);
        file.Write(data);
        if ((data.Length & 1) != 0)
            file.WriteByte(0);
    }

    /// <summary>Cuts off the next chunk and the byte that pads it to an even size.</summary>
    private static bool Next(scoped ref ReadOnlySpan<byte> chunks, out string name, out ReadOnlySpan<byte> data)
    {
        name = "";
        data = default;
        if (chunks.Length < ChunkHead)
            return false;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
        if (size > chunks.Length - ChunkHead)
            throw PictureFormatException.Truncated($"a WebP chunk says {size:N0} bytes, {chunks.Length - ChunkHead:N0} are left");
        name = Encoding.Latin1.GetString(chunks[..4]);
        data = chunks.Slice(ChunkHead, (int)size);
        chunks = chunks[Math.Min(chunks.Length, ChunkHead + (int)size + (int)(size & 1))..];
        return true;
    }

    private void TakeExtended(ReadOnlySpan<byte> data)
    {
        if (data.Length < 10)
            throw PictureFormatException.Damaged("the WebP's VP8X chunk is too short");
        Canvas = (U24(data[4..]) + 1, U24(data[7..]) + 1);
    }

    private void TakeFrame(ReadOnlySpan<byte> data)
    {
        Frames = IsAnimated ? Frames + 1 : 1;
        IsAnimated = true;
        if (FirstFrame is not null)
            return;
        if (data.Length < FrameHead)
            throw PictureFormatException.Damaged("a WebP frame is too short");
        var (x, y) = (U24(data) * 2, U24(data[3..]) * 2);
        var chunks = data[FrameHead..];
        ReadOnlySpan<byte> alpha = default;
        while (FirstFrame is null && Next(ref chunks, out var name, out var part))
        {
            if (name == "ALPH")
                alpha = part;
            else if (name is "VP8 " or "VP8L")
                FirstFrame = WebPFrame.Read(x, y, alpha, name == "VP8L", part);
        }
    }

    private byte[]? Keep(ReadOnlySpan<byte> data) => data.Length <= _options.MaxProfileBytes ? data.ToArray() : null;

    private static int U24(ReadOnlySpan<byte> data) => data[0] | data[1] << 8 | data[2] << 16;
}
