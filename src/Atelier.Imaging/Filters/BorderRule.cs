namespace Atelier.Imaging;

/// <summary>What a filter sees outside the picture.</summary>
public enum BorderRule
{
    /// <summary>d c b | a b c d: mirrored at the outermost pixel's centre.</summary>
    Reflect101,

    /// <summary>c b a | a b c d: mirrored at the edge.</summary>
    Reflect,

    /// <summary>a a a | a b c d.</summary>
    Replicate,

    /// <summary>Zeros.</summary>
    Constant,
}
