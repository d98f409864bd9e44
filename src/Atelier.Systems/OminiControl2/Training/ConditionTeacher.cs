namespace Atelier.Systems.OminiControl2.Training;

/// <summary>
/// Takes answers of the frozen model for a part of the target. They have no noise of their own, so that a few thousand samples teach what the answer knows;
/// the rest of the target teaches what it does not.
/// </summary>
public sealed record ConditionTeacher
{
    /// <summary>An adapter that follows the same conditions, with more tokens say. Null for subjects: the caption that names the subject takes the place of the condition.</summary>
    public string? Adapter { get; init; }

    /// <summary>Share of the target, above 0 up to 1.</summary>
    public double Share { get; init; } = 1;
}
