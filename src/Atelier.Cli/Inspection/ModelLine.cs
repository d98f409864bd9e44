using System.Text.Json;
using Atelier.Cli.Shell;
using Atelier.Models.Configs;
using Atelier.Systems.Pipelines;

namespace Atelier.Cli.Inspection;

/// <summary>One model in the list of models.</summary>
/// <param name="Name">What <c>--model</c> takes.</param>
/// <param name="Pipeline">Class of its pipeline, or of the one network in brackets; <c>?</c> where it cannot be read.</param>
/// <param name="Bytes">Of all its files.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Fault">Why it cannot be read; null where it can.</param>
internal sealed record ModelLine(string Name, string Pipeline, long Bytes, string Folder, string? Fault = null)
{
    /// <summary>Describes a model; one that is broken gets a line as well, so that it does not hide the others.</summary>
    public static ModelLine Of(string name, string folder)
    {
        try
        {
            return new(name, ModelIndex.Open(folder).Class, Size(folder), folder);
        }
        catch (Exception fault) when (fault is ConfigException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new(name, "?", 0, folder, ErrorText.Of(fault));
        }
    }

    /// <summary>Describes a network that lies in a folder of its own.</summary>
    public static ModelLine OfNetwork(string name, string folder)
    {
        try
        {
            var config = JsonFile.ReadObject(Path.Combine(folder, "config.json"));
            var kind = config.TryGetProperty("_class_name", out var own) ? own : config.TryGetProperty("architectures", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? list[0] : default;
            return new(name, kind.ValueKind == JsonValueKind.String ? $"({kind.GetString()})" : "(network)", Size(folder), folder);
        }
        catch (Exception fault) when (fault is ConfigException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new(name, "?", 0, folder, ErrorText.Of(fault));
        }
    }

    private static long Size(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => new FileInfo(file)).Where(file => file.Exists).Sum(file => file.Length);
}
