using System.Text.Json;

namespace Atelier.Training.Runs;

/// <summary>The tasks that a config can name.</summary>
public sealed class TaskRegistry
{
    private readonly SortedDictionary<string, Func<JsonElement, TaskEnvironment, ITrainingTask>> _makers = new(StringComparer.Ordinal);

    /// <summary>All names.</summary>
    public IReadOnlyCollection<string> Names => _makers.Keys;

    /// <summary>Adds a task whose settings are read into a record.</summary>
    public TaskRegistry Add<TSettings>(string name, Func<TSettings, TaskEnvironment, ITrainingTask> make)
    {
        _makers.Add(name, (json, environment) => make(ConfigReader.Read<TSettings>(json, "task"), environment));
        return this;
    }

    /// <summary>Builds the task of a config.</summary>
    /// <exception cref="SettingException">The type is missing or unknown, or a setting is wrong.</exception>
    public ITrainingTask Create(JsonElement settings, TaskEnvironment environment)
    {
        if (settings.ValueKind != JsonValueKind.Object || !settings.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
            throw new SettingException($"task needs a type; allowed: {string.Join(", ", Names)}.");
        if (!_makers.TryGetValue(type.GetString()!, out var make))
            throw new SettingException($"task: type is '{type.GetString()}'; allowed: {string.Join(", ", Names)}.");
        var own = settings.EnumerateObject().Where(p => p.Name != "type").ToDictionary(p => p.Name, p => p.Value);
        return make(JsonSerializer.SerializeToElement(own), environment);
    }
}
