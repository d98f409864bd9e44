namespace Atelier.Imaging.Files.Exif;

/// <summary>How text entries live in the EXIF block of JPEG and WebP files.</summary>
/// <remarks>The A1111 parameters stand in UserComment; our JSON in ImageDescription, after <c>atelier:</c>.</remarks>
internal static class ExifTexts
{
    private const string OwnPrefix = PictureMetadata.AtelierKey + ":";

    public static void Read(ExifBlock exif, Dictionary<string, string> texts)
    {
        if (exif.UserComment is { Length: > 0 } comment)
            texts["UserComment"] = comment;
        if (exif.Description is not { Length: > 0 } description)
            return;
        if (description.StartsWith(OwnPrefix, StringComparison.Ordinal))
            texts[PictureMetadata.AtelierKey] = description[OwnPrefix.Length..];
        else
            texts["ImageDescription"] = description;
    }

    /// <summary>The EXIF block to write, or null where there is nothing to say.</summary>
    public static byte[]? Write(PictureMetadata metadata)
    {
        var given = metadata.Exif is { } bytes ? ExifBlock.Parse(bytes.Span) : null;
        var exif = given ?? ExifBlock.Empty();
        var own = metadata.Text.GetValueOrDefault(PictureMetadata.AtelierKey);
        if (metadata.Parameters is { } parameters && parameters != exif.UserComment)
            exif.SetUserComment(parameters);
        else if (given is null && own is null)
            return null;
        if (own is not null && OwnPrefix + own != exif.Description)
            exif.SetDescription(OwnPrefix + own);
        return exif.ToArray();
    }
}
