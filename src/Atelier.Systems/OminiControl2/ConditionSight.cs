namespace Atelier.Systems.OminiControl2;

/// <summary>What the tokens of a condition see. Text and picture see all conditions in each mode.</summary>
public enum ConditionSight
{
    /// <summary>Text, picture and itself: OminiControl.</summary>
    Joint,

    /// <summary>Itself only, so that its keys and values are the same at every step: OminiControl2.</summary>
    Independent,

    /// <summary>Everything, other conditions included: the run with a black condition picture.</summary>
    Everything,
}
