using System.Buffers.Binary;
using System.Text;
using Atelier.Imaging.Files.Exif;

namespace Atelier.Imaging.Files.Jpeg;

/// <summary>Writes a JPEG file; the metadata segments follow the start marker.</summary>
internal static class JpegWriter
{
    private const int MaxSegment = 65533;
    private const int MaxProfilePart = MaxSegment - 14;
    private const int FullChromaQuality = 90;

    public static unsafe byte[] Write(Picture picture, SaveOptions options)
    {
        if (picture.Width > 65500 || picture.Height > 65500)
            throw new ArgumentException($"A JPEG has at most 65,500 pixels a side; the picture is {picture.Width} x {picture.Height}.");
        picture = picture.WithoutAlpha();
        var chroma = options.Quality >= FullChromaQuality ? 444 : 420;
        byte[] bare;
        fixed (byte* pixels = picture.Pixels)
        {
            var from = (nint)pixels;
            bare = Codecs.Collect("JPEG", (bytes, count, message, length) => Codecs.JpegEncode(
                (byte*)from, picture.Width, picture.Height, picture.Channels, options.Quality, chroma, 0, bytes, count, message, length));
        }

        if (options.Metadata is not { } metadata)
            return bare;
        using var file = new MemoryStream(bare.Length + 4096);
        file.Write(bare.AsSpan(0, 2));
        WriteMetadata(file, metadata);
        file.Write(bare.AsSpan(2));
        return file.ToArray();
    }

    private static void WriteMetadata(MemoryStream file, PictureMetadata metadata)
    {
        if (ExifTexts.Write(metadata) is { } exif)
            Segment(file, 0xe1, [.. "Exif\0\0"u8, .. exif]);
        if (metadata.Xmp is { } xmp)
            Segment(file, 0xe1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. xmp.Span]);
        if (metadata.IccProfile is { } profile)
        {
            var parts = (profile.Length + MaxProfilePart - 1) / MaxProfilePart;
            if (parts > 255)
                throw new ArgumentException($"A JPEG holds a profile of at most {255 * MaxProfilePart:N0} bytes; this one has {profile.Length:N0}.");
            for (var i = 0; i < parts; i++)
            {
                var part = profile.Span[(i * MaxProfilePart)..Math.Min(profile.Length, (i + 1) * MaxProfilePart)];
                Segment(file, 0xe2, [.. "ICC_PROFILE\0"u8, (byte)(i + 1), (byte)parts, .. part]);
            }
        }

        if (metadata.Text.TryGetValue("comment", out var comment))
            Segment(file, 0xfe, Encoding.Latin1.GetBytes(comment));
    }

    private static void Segment(MemoryStream file, byte marker, ReadOnlySpan<byte> data)
    {
        if (data.Length > MaxSegment)
            throw new ArgumentException($"JPEG metadata have at most {MaxSegment:N0} bytes apiece; {data.Length:N0} were given. Save as PNG instead.");
        Span<byte> head = [0xff, marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(data.Length + 2));
        file.Write(head);
        file.Write(data);
    }
}
