using System.Text;

namespace Atelier.Imaging.Files.Exif;

/// <summary>Texts in EXIF: UserComment with its eight-byte code name, and plain strings.</summary>
internal static class ExifText
{
    private const int CodeLength = 8;

    public static string Read(ReadOnlySpan<byte> data, bool little)
    {
        if (data.StartsWith("UNICODE\0"u8))
            return ReadUtf16(data[CodeLength..], little).TrimEnd('\0');
        return ReadPlain(data.StartsWith("ASCII\0\0\0"u8) || data.StartsWith("\0\0\0\0\0\0\0\0"u8) ? data[CodeLength..] : data);
    }

    public static byte[] Write(string text) => [.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(text)];

    public static string ReadPlain(ReadOnlySpan<byte> data)
    {
        data = data.TrimEnd((byte)0);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(data);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(data);
        }
    }

    public static byte[] WritePlain(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <remarks>
    /// The standard says the block's byte order, but widely used writers put big-endian text into little-endian blocks.
    /// So a mark decides, then the side on which the zero bytes of Latin letters stand, then the block.
    /// </remarks>
    private static string ReadUtf16(ReadOnlySpan<byte> data, bool little)
    {
        if (data.Length >= 2 && data[0] + data[1] == 0xfe + 0xff && data[0] is 0xfe or 0xff)
            return (data[0] == 0xff ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(data[2..]);
        var balance = 0;
        for (var i = 0; i + 1 < data.Length; i += 2)
            balance += (data[i] == 0 ? 1 : 0) - (data[i + 1] == 0 ? 1 : 0);
        return (balance == 0 ? little : balance < 0) ? Encoding.Unicode.GetString(data) : Encoding.BigEndianUnicode.GetString(data);
    }
}
