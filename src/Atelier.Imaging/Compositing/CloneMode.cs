namespace Atelier.Imaging;

/// <summary>Which gradients a clone follows.</summary>
public enum CloneMode
{
    /// <summary>The source's.</summary>
    Normal,

    /// <summary>The stronger of source and target.</summary>
    Mixed,

    /// <summary>Those of the source's grey values.</summary>
    Monochrome,
}
