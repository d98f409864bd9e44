namespace Atelier.Models.Mar;

/// <summary>Sizes of <see cref="MarTransformer"/>.</summary>
public sealed record MarConfig : MaskedModelConfig
{
    /// <summary>The defaults.</summary>
    public MarConfig()
    {
    }

    internal MarConfig(MaskedModelConfig shared)
        : base(shared)
    {
    }

    /// <summary>MAR-B.</summary>
    public static MarConfig Base { get; } = new()
    {
        Width = 768, EncoderDepth = 12, EncoderHeads = 12, DecoderDepth = 12, DecoderHeads = 12, HeadDepth = 6,
    };

    /// <summary>MAR-L.</summary>
    public static MarConfig Large { get; } = new() { HeadDepth = 8, HeadWidth = 1280 };

    /// <summary>MAR-H.</summary>
    public static MarConfig Huge { get; } = new() { Width = 1280, EncoderDepth = 20, DecoderDepth = 20, HeadDepth = 12, HeadWidth = 1536 };

    /// <summary>Classes.</summary>
    public int ClassCount { get; init; } = 1000;

    /// <summary>Places in front of the tokens that hold the class and are never hidden.</summary>
    public int BufferSize { get; init; } = 64;
}
