using System.Text.Json;
using System.Text.Json.Nodes;

namespace Atelier.Training.Runs;

/// <summary>The <c>config.json</c> of a network in the common folder format.</summary>
public static class NetworkJson
{
    /// <summary>Class name and sizes.</summary>
    public static string Of<T>(string className, T config)
    {
        var json = new JsonObject { ["_class_name"] = className };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(config, ConfigReader.Options)!.AsObject())
            json[name] = value?.DeepClone();
        return json.ToJsonString(ConfigReader.Options);
    }
}
