namespace Atelier.Diorama.Materials;

/// <summary>The colours that captions name: GenEval's ten and gray.</summary>
public enum NamedColour
{
    /// <summary>Red.</summary>
    Red,

    /// <summary>Orange.</summary>
    Orange,

    /// <summary>Yellow.</summary>
    Yellow,

    /// <summary>Green.</summary>
    Green,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Purple.</summary>
    Purple,

    /// <summary>Pink.</summary>
    Pink,

    /// <summary>Brown.</summary>
    Brown,

    /// <summary>Black.</summary>
    Black,

    /// <summary>White.</summary>
    White,

    /// <summary>Gray.</summary>
    Gray,
}
