namespace Atelier.Systems.LightGen;

/// <summary>How the strength of guidance goes over the iterations of a masked model.</summary>
public enum GuidanceSchedule
{
    /// <summary>The same at every iteration, as LightGen does.</summary>
    Constant,

    /// <summary>From 1 with the share of tokens that are done, as MAR does.</summary>
    Linear,
}
