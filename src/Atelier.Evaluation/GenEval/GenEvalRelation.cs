namespace Atelier.Evaluation.GenEval;

/// <summary>Where one object is, as seen from another, in the picture.</summary>
public enum GenEvalRelation
{
    /// <summary>To the left of it.</summary>
    LeftOf,

    /// <summary>To the right of it.</summary>
    RightOf,

    /// <summary>Above it.</summary>
    Above,

    /// <summary>Below it.</summary>
    Below,
}
