namespace Atelier.Imaging.Files.Exif;

/// <summary>The EXIF tags that are read or written here.</summary>
internal static class ExifTag
{
    public const ushort ImageDescription = 0x010e;
    public const ushort Orientation = 0x0112;
    public const ushort ThumbnailOffset = 0x0201;
    public const ushort ThumbnailLength = 0x0202;
    public const ushort ExifFolder = 0x8769;
    public const ushort UserComment = 0x9286;
}
