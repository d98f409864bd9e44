namespace Atelier.Fuzzing.Targets;

/// <summary>The length-delimited fields of a protocol-buffer message.</summary>
internal static class Protobuf
{
    public sealed record Field(int Number, byte[] Content);

    /// <summary>The fields up to the first that is not length-delimited.</summary>
    public static List<Field> Split(byte[] message)
    {
        var fields = new List<Field>();
        var position = 0;
        while (position < message.Length)
        {
            var (tag, length) = (Varint(message, ref position), Varint(message, ref position));
            if ((tag & 7) != 2 || length > (ulong)(message.Length - position))
                break;
            fields.Add(new Field((int)(tag >> 3), message[position..(position + (int)length)]));
            position += (int)length;
        }

        return fields;
    }

    public static byte[] Join(IReadOnlyList<Field> fields)
    {
        var message = new List<byte>();
        foreach (var field in fields)
        {
            Add(message, ((ulong)field.Number << 3) | 2);
            Add(message, (ulong)field.Content.Length);
            message.AddRange(field.Content);
        }

        return [.. message];
    }

    private static ulong Varint(byte[] message, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && position < message.Length; shift += 7)
        {
            value |= (ulong)(message[position] & 0x7F) << shift;
            if (message[position++] < 0x80)
                break;
        }

        return value;
    }

    private static void Add(List<byte> message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            message.Add((byte)(value | 0x80));
        message.Add((byte)value);
    }
}
