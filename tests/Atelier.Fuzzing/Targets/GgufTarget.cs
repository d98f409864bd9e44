using Atelier.Models.Formats.Gguf;

namespace Atelier.Fuzzing.Targets;

internal sealed class GgufTarget : FileTarget
{
    public override string Name => "gguf";

    public override Type Refusal => typeof(GgufException);

    public override IReadOnlyList<byte[]> Seeds { get; } = Files("gguf", "*.gguf");

    protected override void ReadFile(string path)
    {
        using var file = GgufFile.Open(path);
        foreach (var name in file.Entries.Keys)
            file.Dequantize(name);
    }
}
