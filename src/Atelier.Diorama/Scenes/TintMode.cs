namespace Atelier.Diorama.Scenes;

/// <summary>How a cut-out is painted in another colour.</summary>
public enum TintMode
{
    /// <summary>Never.</summary>
    None,

    /// <summary>Everywhere: its brightness stays, its colour is replaced.</summary>
    Whole,

    /// <summary>Only where the picture itself is colourful, so that windows, wheels and eyes stay.</summary>
    Colourful,
}
