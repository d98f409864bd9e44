using Atelier.Training.Runs;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>The task that trains adapters for condition pictures.</summary>
public static class ControlTraining
{
    /// <summary>Adds it to a registry.</summary>
    public static TaskRegistry AddOminiControl(this TaskRegistry registry) =>
        registry.Add<ControlSettings>("ominicontrol", (settings, environment) => new OminiControl2Trainer(settings, environment));
}
