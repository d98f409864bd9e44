namespace Atelier.Evaluation.GenEval;

/// <summary>The six kinds of prompt of GenEval (Ghosh et al. 2023, arXiv 2310.11513, section 3).</summary>
public enum GenEvalCategory
{
    /// <summary>One object of a class.</summary>
    SingleObject,

    /// <summary>Two objects of two classes.</summary>
    TwoObject,

    /// <summary>Exactly so many objects of a class.</summary>
    Counting,

    /// <summary>One object in a colour.</summary>
    Colors,

    /// <summary>Two objects in a relation.</summary>
    Position,

    /// <summary>Two objects, each in its own colour.</summary>
    ColorAttr,
}
