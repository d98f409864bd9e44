using System.Buffers.Binary;
using Atelier.Imaging.Files.Exif;

namespace Atelier.Imaging.Files.WebP;

/// <summary>Reads a WebP file, of an animation the first frame: container here, pixels by libwebp.</summary>
internal static class WebPReader
{
    public static bool Knows(ReadOnlySpan<byte> file) =>
        file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    public static StoredPicture Read(ReadOnlySpan<byte> file, LoadOptions options)
    {
        var size = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (size > file.Length - 8)
            throw PictureFormatException.Truncated($"the WebP says {size:N0} bytes, {file.Length - 8:N0} are there");
        if (size < 4)
            throw PictureFormatException.Damaged($"the WebP says a size of {size}");
        var container = WebPContainer.Read(file[12..((int)size + 8)], options);
        var frame = container.FirstFrame ?? throw PictureFormatException.Missing("no data: the WebP's picture data");
        var (width, height) = container.Canvas ?? (frame.Width, frame.Height);
        options.CheckSize(width, height);
        options.CheckSize(frame.Width, frame.Height);
        var pixels = Decode(frame);
        if (frame.X != 0 || frame.Y != 0 || frame.Width != width || frame.Height != height)
            pixels = container.IsAnimated
                ? Place(pixels, frame, width, height)
                : throw PictureFormatException.Damaged($"the WebP says {width} x {height} pixels, its data {frame.Width} x {frame.Height}");
        else if (!frame.HasAlpha)
            pixels = pixels.WithoutAlpha();
        var exif = container.Exif is null ? null : ExifBlock.Parse(container.Exif);
        var texts = new Dictionary<string, string>();
        if (exif is not null)
            ExifTexts.Read(exif, texts);
        return new StoredPicture(PictureFormat.WebP, pixels)
        {
            Frames = container.Frames,
            Metadata = new PictureMetadata
            {
                Text = texts,
                IccProfile = container.Profile,
                Exif = exif?.ToArray(),
                Xmp = container.Xmp,
                Orientation = exif?.Orientation ?? 1,
            },
        };
    }

    private static unsafe Picture Decode(WebPFrame frame)
    {
        var picture = new Picture(frame.Width, frame.Height, 4);
        var file = frame.AsFile();
        fixed (byte* bytes = file, pixels = picture.Pixels)
        {
            var (from, to) = ((nint)bytes, (nint)pixels);
            Codecs.Run("WebP", (message, length) => Codecs.WebPDecode(
                (byte*)from, (nuint)file.Length, (byte*)to, (nuint)picture.Pixels.Length, frame.Width, frame.Height, message, length));
        }

        return picture;
    }

    private static Picture Place(Picture pixels, WebPFrame frame, int width, int height)
    {
        if ((long)frame.X + frame.Width > width || (long)frame.Y + frame.Height > height)
            throw PictureFormatException.Damaged("a WebP frame lies outside its canvas");
        var canvas = new Picture(width, height, 4);
        for (var y = 0; y < frame.Height; y++)
            pixels.Row(y).CopyTo(canvas.Row(frame.Y + y)[(frame.X * 4)..]);
        return canvas;
    }
}
