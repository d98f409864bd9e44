namespace Atelier.Evaluation.GenEval;

/// <summary>One demand of a prompt.</summary>
/// <param name="Class">Noun of the object.</param>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Color">Colour that they must have, or null.</param>
/// <param name="Relation">Where they must be, or null.</param>
/// <param name="Reference">Index of the clause that the relation refers to.</param>
public sealed record GenEvalClause(string Class, int Count = 1, string? Color = null, GenEvalRelation? Relation = null, int Reference = 0);
