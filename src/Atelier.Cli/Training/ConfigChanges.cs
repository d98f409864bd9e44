using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Atelier.Cli.Shell;

namespace Atelier.Cli.Training;

/// <summary>A training config with single values changed from the command line, as a file of its own while it is needed.</summary>
internal sealed class ConfigChanges : IDisposable
{
    private readonly string? _temporary;

    /// <summary>Changes values, each KEY=JSON with dots between the levels of the key.</summary>
    /// <exception cref="UsageException">A change cannot be made.</exception>
    public ConfigChanges(string config, IReadOnlyList<string> changes)
    {
        Path = config;
        if (changes.Count == 0)
            return;
        if (!File.Exists(config))
            throw new UsageException($"There is no config '{config}'.");
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var root = JsonNode.Parse(File.ReadAllText(config), documentOptions: options)!.AsObject();
        foreach (var change in changes)
            Set(root, change);
        Path = _temporary = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"atelier-{Guid.NewGuid():N}.json");
        File.WriteAllText(Path, root.ToJsonString());
    }

    /// <summary>The file to train from.</summary>
    public string Path { get; }

    public void Dispose()
    {
        if (_temporary is not null)
            File.Delete(_temporary);
    }

    private static void Set(JsonObject root, string change)
    {
        var equals = change.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw new UsageException($"--set is KEY=VALUE, such as task.scale=1; '{change}' was given.");
        var keys = change[..equals].Split('.');
        JsonNode at = root;
        foreach (var key in keys[..^1])
            at = Inner(at, key) ?? throw new UsageException($"--set {change}: the config has nothing called '{key}' that holds more.");
        var value = Value(change[(equals + 1)..]);
        if (at is JsonObject inner)
            inner[keys[^1]] = value;
        else if (at is JsonArray list && Index(list, keys[^1]) is { } index)
            list[index] = value;
        else
            throw new UsageException($"--set {change}: '{keys[^1]}' is no place of a list with {(at as JsonArray)?.Count} entries, from 0.");
    }

    private static JsonNode? Inner(JsonNode at, string key) => (at switch
    {
        JsonObject inner => inner[key],
        JsonArray list when Index(list, key) is { } index => list[index],
        _ => null,
    }) is { } found and (JsonObject or JsonArray) ? found : null;

    private static int? Index(JsonArray list, string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count ? index : null;

    // What is no JSON is a text.
    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
