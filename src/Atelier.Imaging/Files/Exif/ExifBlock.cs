using System.Buffers.Binary;

namespace Atelier.Imaging.Files.Exif;

/// <summary>A TIFF-shaped EXIF block; every offset is checked, and what does not fit counts as absent.</summary>
internal sealed class ExifBlock
{
    private const int EntrySize = 12;
    private const ushort Ascii = 2, Short = 3, Long = 4, Undefined = 7;
    private readonly bool _little;
    private byte[] _bytes;

    private ExifBlock(byte[] bytes, bool little) => (_bytes, _little) = (bytes, little);

    /// <summary>An empty block, big-endian.</summary>
    public static ExifBlock Empty() => new([(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0], little: false);

    /// <summary>The block over a copy of <paramref name="bytes"/>, or null where they are none.</summary>
    public static ExifBlock? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("Exif\0\0"u8))
            bytes = bytes[6..];
        var little = bytes.StartsWith("II*\0"u8);
        return bytes.Length >= 14 && (little || bytes.StartsWith("MM\0*"u8)) ? new ExifBlock(bytes.ToArray(), little) : null;
    }

    public byte[] ToArray() => _bytes;

    /// <summary>1 to 8; 1 where there is none or a wrong one.</summary>
    public int Orientation =>
        Find(FirstFolder, ExifTag.Orientation) is { } entry && U16(entry + 2) == Short && U16(entry + 8) is >= 1 and <= 8 and var value ? value : 1;

    public string? UserComment =>
        Data(ExifFolder, ExifTag.UserComment) is { } data ? ExifText.Read(data, _little) : null;

    public string? Description =>
        Data(FirstFolder, ExifTag.ImageDescription) is { } data ? ExifText.ReadPlain(data) : null;

    /// <summary>Says that the pixels stand upright.</summary>
    public void ResetOrientation()
    {
        if (Find(FirstFolder, ExifTag.Orientation) is { } entry)
            Put16(entry + 8, 1);
    }

    /// <summary>Unlinks and blanks the thumbnail, which would show the picture before the edit.</summary>
    public void RemoveThumbnail()
    {
        var link = FirstFolder + 2 + (EntryCount(FirstFolder) * EntrySize);
        if (FirstFolder == 0 || link + 4 > _bytes.Length || U32(link) is 0 or > int.MaxValue)
            return;
        var second = (int)U32(link);
        if (Find(second, ExifTag.ThumbnailOffset) is { } at && Find(second, ExifTag.ThumbnailLength) is { } length
            && (long)U32(at + 8) + U32(length + 8) <= _bytes.Length)
        {
            Span<byte> thumbnail = _bytes.AsSpan((int)U32(at + 8), (int)U32(length + 8));
            thumbnail.Clear();
            if (U32(at + 8) + U32(length + 8) == _bytes.Length)
                _bytes = _bytes[..^thumbnail.Length];
        }

        if (link + 4 <= _bytes.Length)
            Put32(link, 0);
    }

    public void SetDescription(string text) => Set(4, ExifTag.ImageDescription, Ascii, ExifText.WritePlain(text));

    public void SetUserComment(string text)
    {
        if (Find(FirstFolder, ExifTag.ExifFolder) is null)
        {
            var folder = Append(new byte[6]); // no entries, no next folder
            var pointer = new byte[4];
            Write32(pointer, (uint)folder);
            Set(4, ExifTag.ExifFolder, Long, pointer);
        }

        var link = Find(FirstFolder, ExifTag.ExifFolder)!.Value + 8;
        Set(link, ExifTag.UserComment, Undefined, ExifText.Write(text));
    }

    private int FirstFolder => Folder(U32(4));

    private int ExifFolder => Find(FirstFolder, ExifTag.ExifFolder) is { } entry ? Folder(U32(entry + 8)) : 0;

    /// <summary>Moves the folder that stands behind the pointer at <paramref name="link"/> to the end, with one entry set.</summary>
    /// <remarks>Everything else stays where it is, so that offsets inside maker notes stay right.</remarks>
    private void Set(int link, ushort tag, ushort type, byte[] data)
    {
        var old = Folder(U32(link));
        var entries = new List<byte[]>();
        for (var i = 0; i < EntryCount(old); i++)
        {
            var entry = _bytes.AsSpan(old + 2 + (i * EntrySize), EntrySize).ToArray();
            if (Read16(entry) != tag)
                entries.Add(entry);
        }

        var next = old + 2 + (EntryCount(old) * EntrySize);
        var tail = old != 0 && next + 4 <= _bytes.Length ? _bytes.AsSpan(next, 4).ToArray() : new byte[4];
        var added = new byte[EntrySize];
        Write16(added, tag);
        Write16(added.AsSpan(2), type);
        Write32(added.AsSpan(4), (uint)(type is Short ? data.Length / 2 : type is Long ? data.Length / 4 : data.Length));
        if (data.Length <= 4)
            data.CopyTo(added, 8);
        else
            Write32(added.AsSpan(8), (uint)Append(data));
        if (entries.Count >= ushort.MaxValue) // only a hostile block has so many
            entries.RemoveRange(ushort.MaxValue - 1, entries.Count - ushort.MaxValue + 1);
        entries.Add(added);
        entries.Sort((a, b) => Read16(a).CompareTo(Read16(b)));
        var count = new byte[2];
        Write16(count, (ushort)entries.Count);
        Put32(link, (uint)Append([.. count, .. entries.SelectMany(e => e), .. tail]));
    }

    private int Append(byte[] data)
    {
        var at = (_bytes.Length + 1) & ~1; // folders start on even offsets
        Array.Resize(ref _bytes, at + data.Length);
        data.CopyTo(_bytes, at);
        return at;
    }

    private int Folder(uint offset) => offset >= 8 && offset <= _bytes.Length - 2 ? (int)offset : 0;

    private int EntryCount(int folder) =>
        folder == 0 ? 0 : Math.Min(U16(folder), (_bytes.Length - folder - 2) / EntrySize);

    private int? Find(int folder, ushort tag)
    {
        folder = Folder((uint)folder);
        for (var i = 0; i < EntryCount(folder); i++)
        {
            var entry = folder + 2 + (i * EntrySize);
            if (U16(entry) == tag)
                return entry;
        }

        return null;
    }

    private byte[]? Data(int folder, ushort tag)
    {
        if (Find(folder, tag) is not { } entry)
            return null;
        var count = U32(entry + 4);
        if (count <= 4)
            return _bytes.AsSpan(entry + 8, (int)count).ToArray();
        var at = U32(entry + 8);
        return (long)at + count <= _bytes.Length ? _bytes.AsSpan((int)at, (int)count).ToArray() : null;
    }

    private ushort U16(int at) => Read16(_bytes.AsSpan(at));

    private uint U32(int at) =>
        _little ? BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(at));

    private void Put16(int at, ushort value) => Write16(_bytes.AsSpan(at), value);

    private void Put32(int at, uint value) => Write32(_bytes.AsSpan(at), value);

    private ushort Read16(ReadOnlySpan<byte> from) =>
        _little ? BinaryPrimitives.ReadUInt16LittleEndian(from) : BinaryPrimitives.ReadUInt16BigEndian(from);

    private void Write16(Span<byte> to, ushort value)
    {
        if (_little)
            BinaryPrimitives.WriteUInt16LittleEndian(to, value);
        else
            BinaryPrimitives.WriteUInt16BigEndian(to, value);
    }

    private void Write32(Span<byte> to, uint value)
    {
        if (_little)
            BinaryPrimitives.WriteUInt32LittleEndian(to, value);
        else
            BinaryPrimitives.WriteUInt32BigEndian(to, value);
    }
}
