using Atelier.Models.Configs;

namespace Atelier.Models.Mar;

/// <summary>Sizes of <see cref="LightGenTransformer"/>.</summary>
public sealed record LightGenConfig : MaskedModelConfig
{
    /// <summary>The defaults.</summary>
    public LightGenConfig()
    {
    }

    internal LightGenConfig(MaskedModelConfig shared)
        : base(shared)
    {
    }

    /// <summary>The base size.</summary>
    public static LightGenConfig Base { get; } = new()
    {
        Width = 768, EncoderDepth = 12, EncoderHeads = 12, DecoderDepth = 12, DecoderHeads = 12, CrossDepth = 12, CrossHeads = 12,
        LatentStride = 8, PatchSize = 2, HeadDepth = 6,
    };

    /// <summary>The released model: large, with a head of 8 blocks of 1536.</summary>
    public static LightGenConfig Large { get; } = new() { LatentStride = 8, PatchSize = 2, HeadDepth = 8, HeadWidth = 1536 };

    /// <summary>The huge size.</summary>
    public static LightGenConfig Huge { get; } = new()
    {
        Width = 1280, EncoderDepth = 20, DecoderDepth = 20, CrossDepth = 20, LatentStride = 8, PatchSize = 2, HeadDepth = 12, HeadWidth = 1536,
    };

    /// <summary>Blocks through which the text enters.</summary>
    public int CrossDepth { get; init; } = 16;

    /// <summary>Their heads.</summary>
    public int CrossHeads { get; init; } = 16;

    /// <summary>Blocks that bring the text encoder's states nearer.</summary>
    public int TextDepth { get; init; } = 6;

    /// <summary>Channels of the text encoder's states.</summary>
    public int TextChannels { get; init; } = 4096;

    /// <summary>Positions of a text, padding included.</summary>
    public int TextLength { get; init; } = 128;

    /// <summary>Added to the token count when position tables are resized.</summary>
    public double PositionOffset { get; init; } = 0.1;

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        ConfigException.Require(CrossHeads > 0 && Width % CrossHeads == 0, $"The {CrossHeads} heads of the cross-attention do not divide its width {Width}.");
        ConfigException.Require(TextLength >= 1 && TextChannels >= 1 && TextDepth >= 0 && CrossDepth >= 1, $"A text of {TextLength} states of {TextChannels} channels through {TextDepth} and {CrossDepth} blocks is none.");
    }
}
