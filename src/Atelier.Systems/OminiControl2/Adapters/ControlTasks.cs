using Atelier.Systems.Pipelines;

namespace Atelier.Systems.OminiControl2.Adapters;

/// <summary>Names of the tasks.</summary>
public static class ControlTasks
{
    /// <summary>All names, as settings and command lines spell them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<ControlTask>().Select(Name)];

    /// <summary>The name of a task.</summary>
    public static string Name(this ControlTask task) => task.ToString().ToLowerInvariant();

    /// <summary>The task of a name.</summary>
    /// <exception cref="RequestException">There is no such task.</exception>
    public static ControlTask Parse(string name) => Enum.GetValues<ControlTask>().Cast<ControlTask?>().FirstOrDefault(t => t!.Value.Name() == name)
        ?? throw new RequestException($"There is no condition '{name}'; allowed: {string.Join(", ", Names)}.");

    /// <summary>
    /// Whether guidance makes the condition stronger where a request does not say. What tells a part of the picture gains by it; what is the picture but for its colours or its detail
    /// would be overdrawn.
    /// </summary>
    public static bool IsGuided(this ControlTask task) => task is not (ControlTask.Colourise or ControlTask.Deblur) && !task.IsPartial();

    /// <summary>Whether a picture with a known and an unknown part is the condition.</summary>
    public static bool IsPartial(this ControlTask task) => task is ControlTask.Inpaint or ControlTask.Outpaint;
}
