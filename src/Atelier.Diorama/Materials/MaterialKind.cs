namespace Atelier.Diorama.Materials;

/// <summary>How a surface answers light.</summary>
public enum MaterialKind
{
    /// <summary>Scatters evenly (Lambert).</summary>
    Matte,

    /// <summary>Lambert under a clear coat that reflects at grazing angles.</summary>
    Glossy,

    /// <summary>Tinted, slightly rough mirror (GGX).</summary>
    Metal,

    /// <summary>Clear, tinted body that refracts.</summary>
    Glass,

    /// <summary>The picture of a cut-out: Lambert with the photograph's own colours.</summary>
    Photographic,
}
