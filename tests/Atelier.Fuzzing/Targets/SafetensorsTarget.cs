using System.Buffers.Binary;
using Atelier.Torch.Safetensors;

namespace Atelier.Fuzzing.Targets;

internal sealed class SafetensorsTarget : FileTarget
{
    public override string Name => "safetensors";

    public override Type Refusal => typeof(SafetensorsException);

    public override IReadOnlyList<byte[]> Seeds { get; } = Files("safetensors", "*.safetensors", 60_000);

    // Mostly the header as JSON, with its length put right.
    public override byte[] Mutate(Random random, byte[] input, byte[] other)
    {
        if (random.Next(4) == 0 || input.Length < 8)
            return ByteMutations.Mutate(random, input, other);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(input);
        if (length > (ulong)(input.Length - 8))
            return ByteMutations.Mutate(random, input, other);
        var header = JsonMutations.Mutate(random, input[8..(8 + (int)length)], other);
        return [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. input[(8 + (int)length)..]];
    }

    protected override void ReadFile(string path)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var name in file.Entries.Keys)
        {
            var sum = 0;
            foreach (var value in file.Bytes(name))
                sum += value;
            GC.KeepAlive(sum);
        }
    }
}
