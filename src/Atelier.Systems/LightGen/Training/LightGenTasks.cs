using Atelier.Training.Runs;

namespace Atelier.Systems.LightGen.Training;

/// <summary>The tasks that train LightGen.</summary>
public static class LightGenTasks
{
    /// <summary>Adds them to a registry.</summary>
    public static TaskRegistry AddLightGen(this TaskRegistry registry) =>
        registry.Add<LightGenSettings>("lightgen", (settings, environment) => new LightGenTask(settings, environment));
}
