namespace Atelier.Models.Text.Tokenizers.TextRepair;

/// <summary>An encoding of one byte per character, without gaps.</summary>
internal sealed class SingleByteEncoding
{
    private readonly Dictionary<char, byte> _bytes = [];

    private SingleByteEncoding(string name, string upper)
    {
        Name = name;

        // Byte 1A stands for U+FFFD where the encoding has gaps.
        for (var value = 0; value < 256; value++)
            _bytes.TryAdd(value == 0x1A ? upper[128] : value < 128 ? (char)value : upper[value - 128], (byte)value);
        Upper = upper[..128];
    }

    /// <summary>All that text is commonly misread in, most likely first.</summary>
    public static IReadOnlyList<SingleByteEncoding> All { get; } =
        [.. TableResource.Lines("charmaps.txt").Select(line => line.Split(' ', 2)).Select(parts => new SingleByteEncoding(parts[0], TableResource.Characters(parts[1])))];

    /// <summary>Windows-1252, for the meaning of control characters.</summary>
    public static SingleByteEncoding Windows1252 { get; } = All.Single(encoding => encoding.Name == "sloppy-windows-1252");

    public string Name { get; }

    /// <summary>What bytes 80 to FF stand for.</summary>
    public string Upper { get; }

    /// <summary>Whether gaps were filled, so that lost characters can be told.</summary>
    public bool IsFilled => Name.StartsWith("sloppy", StringComparison.Ordinal);

    /// <summary>The bytes of a text, or null where it holds a character that the encoding lacks.</summary>
    public byte[]? Encode(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            if (!_bytes.TryGetValue(text[i], out bytes[i]))
                return null;
        }

        return bytes;
    }
}
