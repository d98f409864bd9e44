using System.Buffers.Binary;

namespace Atelier.Imaging.Files.Tiff;

/// <summary>The first folder of a TIFF file: numbers by tag, every offset checked.</summary>
internal sealed class TiffFolder
{
    private const int EntrySize = 12;
    private const int MaxValues = 1 << 20;
    private readonly Dictionary<ushort, uint[]> _values = [];
    private readonly Dictionary<ushort, byte[]> _bytes = [];

    public bool Little { get; private init; }

    public static TiffFolder Read(ReadOnlySpan<byte> file)
    {
        var folder = new TiffFolder { Little = file[0] == 'I' };
        if (file.Length < 8)
            throw PictureFormatException.Truncated("the TIFF ends inside its header");
        var at = folder.U32(file[4..]);
        if (at > file.Length - 2)
            throw PictureFormatException.Truncated("the TIFF's folder lies behind its end");
        var count = folder.U16(file[(int)at..]);
        var entries = file[((int)at + 2)..];
        if (entries.Length < count * EntrySize)
            throw PictureFormatException.Truncated("the TIFF ends inside its folder");
        for (var i = 0; i < count; i++)
            folder.Take(file, entries.Slice(i * EntrySize, EntrySize));
        return folder;
    }

    public uint Number(ushort tag, uint otherwise) => _values.TryGetValue(tag, out var values) && values.Length > 0 ? values[0] : otherwise;

    public uint[] Numbers(ushort tag) => _values.GetValueOrDefault(tag) ?? [];

    public byte[]? Bytes(ushort tag) => _bytes.GetValueOrDefault(tag);

    private void Take(ReadOnlySpan<byte> file, ReadOnlySpan<byte> entry)
    {
        var (tag, type, count) = (U16(entry), U16(entry[2..]), U32(entry[4..]));
        var size = type switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 => 4, _ => 0 };
        if (size == 0)
            return;
        var length = (long)size * count;
        var at = length <= 4 ? 0 : U32(entry[8..]);
        if (length > 4 && at + length > file.Length)
            throw PictureFormatException.Truncated($"TIFF tag {tag} lies behind the end");
        var data = length <= 4 ? entry.Slice(8, (int)length) : file.Slice((int)at, (int)length);
        if (size == 1)
            _bytes[tag] = data.ToArray();
        if (count > MaxValues)
            return;
        var values = new uint[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = size switch { 1 => data[i], 2 => U16(data[(i * 2)..]), _ => U32(data[(i * 4)..]) };
        _values[tag] = values;
    }

    private ushort U16(ReadOnlySpan<byte> data) =>
        Little ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);

    private uint U32(ReadOnlySpan<byte> data) =>
        Little ? BinaryPrimitives.ReadUInt32LittleEndian(data) : BinaryPrimitives.ReadUInt32BigEndian(data);
}
