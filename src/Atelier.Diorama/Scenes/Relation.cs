namespace Atelier.Diorama.Scenes;

/// <summary>Where one object is relative to another, as a viewer of the picture says it.</summary>
public enum Relation
{
    /// <summary>Nearer to the picture's left edge.</summary>
    LeftOf,

    /// <summary>Nearer to the picture's right edge.</summary>
    RightOf,

    /// <summary>On top of it (GenEval: above).</summary>
    OnTopOf,

    /// <summary>Under it: it stands on top (GenEval: below).</summary>
    Below,

    /// <summary>Nearer to the viewer.</summary>
    InFrontOf,

    /// <summary>Farther from the viewer.</summary>
    Behind,
}
