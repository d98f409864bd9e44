using System.Buffers.Binary;
using System.Text;

namespace Atelier.Models.Formats.Gguf;

/// <summary>Reads the header of a file from front to back; every size is checked against what is left before anything is allocated.</summary>
internal ref struct GgufCursor(ReadOnlySpan<byte> bytes)
{
    private const int LongestText = 64 << 20;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes that have been read.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _bytes.Length - Position;

    public ReadOnlySpan<byte> Take(ulong count, string what)
    {
        if (count > (ulong)Left)
            throw new GgufException($"{what} at byte {Position} needs {count} bytes where {Left} are left");
        var taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public uint UInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    public ulong UInt64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    /// <summary>A number of things of which each takes at least <paramref name="bytesEach"/> bytes.</summary>
    public int Count(int bytesEach, string what)
    {
        var at = Position;
        var count = UInt64(what);
        return count <= (ulong)(Left / bytesEach)
            ? (int)count
            : throw new GgufException($"{what} at byte {at} is {count}; the {Left} bytes that are left cannot hold so many");
    }

    public string Text(string what, int longest = LongestText)
    {
        var at = Position;
        var length = UInt64(what);
        if (length > (ulong)longest)
            throw new GgufException($"{what} at byte {at} has {length} bytes; at most {longest} are allowed");
        try
        {
            return StrictUtf8.GetString(Take(length, what));
        }
        catch (DecoderFallbackException error)
        {
            throw new GgufException($"{what} at byte {at} is not UTF-8", error);
        }
    }
}
