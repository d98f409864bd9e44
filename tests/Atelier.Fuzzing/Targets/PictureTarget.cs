using Atelier.Imaging;

namespace Atelier.Fuzzing.Targets;

/// <summary>Pictures of all formats, with the limits that keep a small file from becoming a large picture.</summary>
internal sealed class PictureTarget : FuzzTarget
{
    private static readonly LoadOptions Limits = new() { MaxPixels = 1 << 20 };

    public override string Name => "picture";

    public override Type Refusal => typeof(PictureFormatException);

    public override IReadOnlyList<byte[]> Seeds { get; } = Files("image_files", "*", 20_000);

    public override void Read(byte[] input)
    {
        var stored = PictureFile.Open(input, Limits);
        stored.ToPicture();
    }
}
