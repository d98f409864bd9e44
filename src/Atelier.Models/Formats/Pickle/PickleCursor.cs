using System.Buffers.Binary;
using System.Text;

namespace Atelier.Models.Formats.Pickle;

/// <summary>Reads the arguments of opcodes; lengths are checked against what is left.</summary>
internal ref struct PickleCursor(ReadOnlySpan<byte> bytes)
{
    private const int LongestLine = 4096;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes that have been read.</summary>
    public int Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double DoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position))
            throw new PickleException($"the pickle ends at byte {_bytes.Length}; {count} bytes are due at byte {Position}");
        var taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public string Text(ulong length)
    {
        try
        {
            return StrictUtf8.GetString(Take(length));
        }
        catch (DecoderFallbackException error)
        {
            throw new PickleException($"the text before byte {Position} is not UTF-8", error);
        }
    }

    /// <summary>The text up to the next line end.</summary>
    public string Line()
    {
        var rest = _bytes[Position..];
        var length = rest[..Math.Min(rest.Length, LongestLine)].IndexOf((byte)'\n');
        if (length < 0)
            throw new PickleException($"no line end within {LongestLine} bytes of byte {Position}");
        var line = Text((ulong)length);
        Position++;
        return line;
    }
}
