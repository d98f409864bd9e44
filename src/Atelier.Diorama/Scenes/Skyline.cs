namespace Atelier.Diorama.Scenes;

/// <summary>Shapes that stand on the horizon.</summary>
public enum Skyline
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Soft green hills.</summary>
    Hills,

    /// <summary>Mountains with snow.</summary>
    Mountains,

    /// <summary>The edge of a forest.</summary>
    Forest,

    /// <summary>Houses and towers.</summary>
    City,

    /// <summary>The sea, up to the horizon.</summary>
    Sea,

    /// <summary>Sand dunes.</summary>
    Dunes,
}
