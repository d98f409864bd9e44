using System.Buffers.Binary;
using System.Numerics;

namespace Atelier.Diorama.Datasets;

/// <summary>
/// Layout of a shard: records one after another, each "ADR1", payload length, CRC-32C of the payload, payload; the
/// payload is the seed and three blobs with their lengths. All numbers little-endian.
/// </summary>
internal static class ShardFormat
{
    public const int HeaderSize = 12;
    public const int MaxPayload = 1 << 28;
    private const uint Magic = 0x31524441;

    public static byte[] Encode(SceneRecord record)
    {
        var payload = 8 + 12 + record.Picture.Length + record.Document.Length + record.Labels.Length;
        var bytes = new byte[HeaderSize + payload];
        var at = HeaderSize;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), record.Seed);
        at += 8;
        foreach (var blob in (ReadOnlySpan<byte[]>)[record.Picture, record.Document, record.Labels])
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), blob.Length);
            blob.CopyTo(bytes, at + 4);
            at += 4 + blob.Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), payload);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Checksum(bytes.AsSpan(HeaderSize)));
        return bytes;
    }

    /// <summary>The payload's length, or -1 where no header is.</summary>
    public static int PayloadLength(ReadOnlySpan<byte> header)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == Magic && length is >= 20 and <= MaxPayload ? length : -1;
    }

    public static bool IsWhole(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) == Checksum(payload);

    public static SceneRecord Decode(ReadOnlySpan<byte> payload)
    {
        var seed = BinaryPrimitives.ReadInt64LittleEndian(payload);
        payload = payload[8..];
        var blobs = new byte[3][];
        for (var i = 0; i < blobs.Length; i++)
        {
            var length = payload.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(payload);
            if (length < 0 || length > payload.Length - 4)
                throw new InvalidDataException($"Part {i} of a record says {length} bytes; {payload.Length - 4} are left.");
            blobs[i] = payload.Slice(4, length).ToArray();
            payload = payload[(4 + length)..];
        }

        return new SceneRecord(seed, blobs[0], blobs[1], blobs[2]);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
