using System.IO.Compression;
using System.Text;

namespace Atelier.Imaging.Files.Png;

/// <summary>The text chunks tEXt, zTXt and iTXt.</summary>
internal static class PngText
{
    public const string XmpKey = "XML:com.adobe.xmp";

    /// <summary>Reads one chunk; null where it is malformed or longer than <paramref name="limit"/> bytes.</summary>
    public static (string Key, byte[] Value, Encoding Encoding)? Read(string type, ReadOnlySpan<byte> data, int limit)
    {
        var end = data.IndexOf((byte)0);
        if (end is < 1 or > 79)
            return null;
        var key = Encoding.Latin1.GetString(data[..end]);
        var rest = data[(end + 1)..];
        var compressed = type == "zTXt";
        var encoding = Encoding.Latin1;
        if (compressed)
        {
            if (rest.Length < 1 || rest[0] != 0)
                return null;
            rest = rest[1..];
        }
        else if (type == "iTXt")
        {
            if (rest.Length < 2 || rest[1] != 0)
                return null;
            encoding = Encoding.UTF8;
            compressed = rest[0] == 1;
            rest = rest[2..];
            for (var field = 0; field < 2; field++) // the language, the translated keyword
            {
                var next = rest.IndexOf((byte)0);
                if (next < 0)
                    return null;
                rest = rest[(next + 1)..];
            }
        }

        var value = compressed ? Inflate(rest, limit) : rest.Length <= limit ? rest.ToArray() : null;
        return value is null ? null : (key, value, encoding);
    }

    /// <summary>Inflates zlib data of at most <paramref name="limit"/> bytes; null where they are longer or damaged.</summary>
    public static byte[]? Inflate(ReadOnlySpan<byte> data, int limit)
    {
        using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        using var result = new MemoryStream();
        var buffer = new byte[8192];
        try
        {
            for (int count; (count = zlib.Read(buffer)) > 0;)
            {
                if (result.Length + count > limit)
                    return null;
                result.Write(buffer, 0, count);
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return result.ToArray();
    }

    /// <summary>The chunk that holds a text: tEXt where Latin-1 suffices, else iTXt.</summary>
    public static (string Type, byte[] Data) Write(string key, string value)
    {
        if (key.Length is < 1 or > 79 || key.Any(c => c is < ' ' or > '~' and < '\u00a1' or > '\u00ff') || key != key.Trim())
            throw new ArgumentException($"A PNG keyword has 1 to 79 printable Latin-1 characters without outer blanks; '{key}' was given.");
        if (value.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"A PNG text cannot hold a NUL character; the one under '{key}' does.");
        byte[] name = [.. Encoding.Latin1.GetBytes(key), 0];
        return value.All(c => c <= '\u00ff')
            ? ("tEXt", [.. name, .. Encoding.Latin1.GetBytes(value)])
            : ("iTXt", [.. name, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(value)]);
    }
}
