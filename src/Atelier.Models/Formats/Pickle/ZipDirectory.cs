using System.Buffers.Binary;
using System.Text;
using Atelier.Torch.Mapping;

namespace Atelier.Models.Formats.Pickle;

/// <summary>The directory of a zip file whose entries are stored without compression, as PyTorch writes them.</summary>
internal static class ZipDirectory
{
    private const uint EndMark = 0x06054B50, LargeEndMark = 0x06064B50, LargeLocatorMark = 0x07064B50, EntryMark = 0x02014B50, LocalMark = 0x04034B50;
    private const int EndLength = 22, LongestComment = 65535, EntryLength = 46, LocalLength = 30, MostEntries = 1_000_000;

    /// <summary>The place of every entry's bytes.</summary>
    /// <exception cref="PickleException">The directory is malformed, or an entry is compressed, encrypted, twice there or outside the file.</exception>
    public static Dictionary<string, (long Offset, long Length)> Read(MappedFile file)
    {
        var (count, start, length) = End(file);
        if (count > MostEntries || start < 0 || length < 0 || start > file.Length - length)
            throw new PickleException($"the zip directory ({count} entries, {length} bytes at byte {start}) does not fit into {file.Length} bytes");

        var entries = new Dictionary<string, (long, long)>();
        var position = start;
        for (long i = 0; i < count; i++)
        {
            var head = Span(file, position, EntryLength, EntryMark);
            var (nameLength, extraLength, commentLength) = (UInt16(head, 28), UInt16(head, 30), UInt16(head, 32));
            var name = Encoding.UTF8.GetString(Span(file, position + EntryLength, nameLength));
            if ((UInt16(head, 8) & 1) != 0 || UInt16(head, 10) != 0)
                throw new PickleException($"the zip entry '{name}' is compressed or encrypted; PyTorch stores it plainly");
            var (size, offset) = Large(Span(file, position + EntryLength + nameLength, extraLength), UInt32(head, 24), UInt32(head, 42), UInt32(head, 20));
            if (!entries.TryAdd(name, (Data(file, offset, size, name), size)))
                throw new PickleException($"the zip entry '{name}' is there twice");
            position += EntryLength + nameLength + extraLength + commentLength;
        }

        return entries;
    }

    private static (long Count, long Start, long Length) End(MappedFile file)
    {
        var reach = (int)Math.Min(file.Length, EndLength + LongestComment);
        var tail = Span(file, file.Length - reach, reach);
        for (var at = reach - EndLength; at >= 0; at--)
        {
            if (UInt32(tail, at) != EndMark)
                continue;
            var (count, length, start) = ((long)UInt16(tail, at + 10), (long)UInt32(tail, at + 12), (long)UInt32(tail, at + 16));
            var end = file.Length - reach + at;
            if (count != 0xFFFF && length != 0xFFFFFFFF && start != 0xFFFFFFFF)
                return (count, start, length);

            // The numbers of a large archive stand in a second record.
            var locator = Span(file, end - 20, 20, LargeLocatorMark);
            var large = Span(file, Int64(locator, 8), 56, LargeEndMark);
            return (Int64(large, 32), Int64(large, 48), Int64(large, 40));
        }

        throw new PickleException("the zip file has no directory");
    }

    private static (long Size, long Offset) Large(ReadOnlySpan<byte> extra, uint size, uint offset, uint stored)
    {
        var (largeSize, largeOffset) = ((long)size, (long)offset);
        while (extra.Length >= 4)
        {
            var (tag, length) = (UInt16(extra, 0), UInt16(extra, 2));
            if (length > extra.Length - 4)
                throw new PickleException("an extra field of a zip entry is cut short");
            var field = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (tag != 1)
                continue;

            // Only the numbers that do not fit are here, in this order.
            foreach (var which in new[] { size, stored, offset }.Select((value, index) => (value, index)).Where(pair => pair.value == 0xFFFFFFFF).Select(pair => pair.index))
            {
                if (field.Length < 8)
                    throw new PickleException("a zip entry lacks its large size");
                if (which == 0)
                    largeSize = Int64(field, 0);
                else if (which == 2)
                    largeOffset = Int64(field, 0);
                field = field[8..];
            }
        }

        return (largeSize, largeOffset);
    }

    private static long Data(MappedFile file, long offset, long size, string name)
    {
        var head = Span(file, offset, LocalLength, LocalMark);
        var data = offset + LocalLength + UInt16(head, 26) + UInt16(head, 28);
        return size >= 0 && data <= file.Length && size <= file.Length - data
            ? data
            : throw new PickleException($"the zip entry '{name}' of {size} bytes at byte {data} ends outside the file");
    }

    private static unsafe ReadOnlySpan<byte> Span(MappedFile file, long offset, int length, uint? mark = null)
    {
        if (offset < 0 || offset > file.Length - length)
            throw new PickleException($"the zip file has {file.Length} bytes; {length} are due at byte {offset}");
        var span = new ReadOnlySpan<byte>(file.Pointer(offset), length);
        return mark is null || UInt32(span, 0) == mark ? span : throw new PickleException($"a record of the zip file is not where it should be, at byte {offset}");
    }

    private static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
