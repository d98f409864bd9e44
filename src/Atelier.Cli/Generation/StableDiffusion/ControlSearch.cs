using Atelier.Cli.Shell;
using Atelier.Systems.Pipelines;

namespace Atelier.Cli.Generation.StableDiffusion;

/// <summary>Finds the control network for a word such as <c>canny</c>: beside the model and in the folders of models.</summary>
internal static class ControlSearch
{
    private static readonly string[] Endings = [".safetensors", ".pth", ".ckpt", ".bin"];

    /// <summary>A folder <c>controlnet-TYPE</c>, or a file whose name begins with <c>control</c> and ends in <c>_TYPE</c> or <c>-TYPE</c>.</summary>
    /// <exception cref="UsageException">There is none, or there are several.</exception>
    public static string Find(string type, string model)
    {
        string[] beside = File.Exists(model) ? [Path.GetDirectoryName(Path.GetFullPath(model))!] : [];
        string[] near = [model, .. ModelCatalog.Roots().Select(root => Path.Combine(root, model)), .. beside];
        string[] places = [.. near.Concat(ModelCatalog.Roots()).Where(Directory.Exists).Distinct()];
        foreach (var place in places)
        {
            if (Directory.Exists(Path.Combine(place, $"controlnet-{type}")))
                return Path.Combine(place, $"controlnet-{type}");
            var files = Directory.EnumerateFiles(place, "control*").Where(f => IsFor(f, type)).Order(StringComparer.Ordinal).ToArray();
            if (files.Length == 1)
                return files[0];
            if (files.Length > 1)
                throw new UsageException($"There are several control networks for '{type}': {string.Join(", ", files)}; choose one with --control-model {type}=FILE.");
        }

        throw new UsageException(
            $"There is no control network for '{type}' in {string.Join(", ", places)}: " +
            $"needed is a folder controlnet-{type} or a file control..._{type}.safetensors, or --control-model {type}=PATH.");
    }

    private static bool IsFor(string file, string type)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return Endings.Contains(Path.GetExtension(file)) &&
            (name.EndsWith($"_{type}", StringComparison.OrdinalIgnoreCase) || name.EndsWith($"-{type}", StringComparison.OrdinalIgnoreCase));
    }
}
