using Atelier.Systems.Preference;
using Atelier.Training.Runs;

namespace Atelier.Systems.LightGen.Training;

/// <summary>The tasks that train LightGen, and those that tune by preference.</summary>
public static class LightGenTasks
{
    /// <summary>Adds them to a registry.</summary>
    public static TaskRegistry AddLightGen(this TaskRegistry registry) => registry
        .Add<LightGenSettings>("lightgen", (settings, environment) => new LightGenTask(settings, environment))
        .Add<LightGenPreferenceSettings>("lightgen-preference", (settings, environment) => new LightGenPreferenceTask(settings, environment))
        .Add<FlowPreferenceSettings>("flow-preference", (settings, environment) => new FlowPreferenceTask(settings, environment));
}
