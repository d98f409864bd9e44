using System.Text;
using Atelier.Imaging;

namespace Atelier.Fuzzing.Targets;

/// <summary>Parameters that tools write into pictures: any text is read.</summary>
internal sealed class GenerationTextTarget : FuzzTarget
{
    public override string Name => "generation-text";

    // No text is refused.
    public override Type Refusal => typeof(void);

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        "a red cube\nNegative prompt: blurry\nSteps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 1234, Size: 512x768, Clip skip: 2"u8.ToArray(),
        "line one\nline two\nSteps: 4, Seed: 99999999999999999999, Size: 1x1, Lora hashes: \"a: 123, b: 456\", Template: \"x\\ny\""u8.ToArray(),
        "Negative prompt: \nSteps: 1, CFG scale: 1e400, Size: -1x99999999999"u8.ToArray(),
    ];

    public override void Read(byte[] input)
    {
        var read = GenerationText.Parse(Encoding.UTF8.GetString(input));
        _ = (read.Seed, read.Steps, read.Guidance, read.Size, read.ClipSkip, read.NoiseSource);
        GenerationText.Parse(read.ToString());
    }
}
