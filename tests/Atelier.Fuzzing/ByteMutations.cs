namespace Atelier.Fuzzing;

/// <summary>Changes of bytes that parsers tend to trip over.</summary>
public static class ByteMutations
{
    private static readonly ulong[] Odd =
    [
        0, 1, 2, 7, 8, 31, 32, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000,
        0x7FFFFFFFFFFFFFFF, 0x8000000000000000, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFF8, 0x2000000000000000, 0x4000000000000001,
    ];

    /// <summary>One to four changes.</summary>
    /// <param name="random">Decides them.</param>
    /// <param name="input">Is not changed itself.</param>
    /// <param name="other">Another input to take a stretch from.</param>
    public static byte[] Mutate(Random random, byte[] input, byte[] other)
    {
        var bytes = input.ToList();
        for (var left = random.Next(1, 5); left > 0; left--)
            Change(random, bytes, other);
        return [.. bytes];
    }

    private static void Change(Random random, List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(1 << random.Next(10), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                var value = BitConverter.GetBytes(Odd[random.Next(Odd.Length)]);
                for (var i = 0; i < 1 << random.Next(4) && at + i < bytes.Count; i++)
                    bytes[at + i] = value[i];
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(20)));
                break;
            case 6 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.Skip(from).Take(1 << random.Next(10)));
                break;
            case 7 when random.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
