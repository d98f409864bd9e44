using Atelier.Models.Text.Tokenizers;
using Atelier.Models.Text.Tokenizers.Clip;

namespace Atelier.Fuzzing.Targets;

internal sealed class MergesTarget : FuzzTarget
{
    public override string Name => "merges";

    public override Type Refusal => typeof(TokenizerException);

    public override IReadOnlyList<byte[]> Seeds { get; } = [Plain(), Compressed()];

    public override void Read(byte[] input)
    {
        var tokenizer = ClipTokenizer.Parse(input);
        tokenizer.Decode(tokenizer.Encode("two red cubes, caf\u00E9 \U0001F600", 77).Ids);
    }

    private static byte[] Plain() => "#version: 0.2\ni n\nt h\na n\nr e\nre d</w>\nth e</w>\nin g</w>\nan d</w>\n"u8.ToArray();

    private static byte[] Compressed()
    {
        using var content = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(content, System.IO.Compression.CompressionLevel.Optimal))
            gzip.Write(Plain());
        return content.ToArray();
    }
}
