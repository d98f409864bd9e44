namespace Atelier.Systems.Pipelines;

/// <summary>Finds models by name: those that ship with Atelier and those in the user's folder.</summary>
/// <remarks>Search order: <c>ATELIER_MODELS</c>, <c>models</c> beside the program, <c>models</c> of the checkout above it, and that of <c>ATELIER_ROOT</c>.</remarks>
public static class ModelCatalog
{
    /// <summary>Folders that may hold models, in the order of the search.</summary>
    public static IEnumerable<string> Roots()
    {
        if (Environment.GetEnvironmentVariable("ATELIER_MODELS") is { Length: > 0 } given)
            yield return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var models = Path.Combine(folder.FullName, "models");
            if (Directory.Exists(models))
                yield return models;
        }

        if (Environment.GetEnvironmentVariable("ATELIER_ROOT") is { Length: > 0 } root && Directory.Exists(Path.Combine(root, "models")))
            yield return Path.Combine(root, "models");
    }

    /// <summary>The folder of a model: a path that exists, or the name of a shipped one.</summary>
    /// <param name="nameOrPath">A folder that is no model hides no shipped model of the same name.</param>
    /// <param name="beside">A folder that is searched last for the name; may be null.</param>
    /// <exception cref="RequestException">There is no such model; the message lists those that there are.</exception>
    public static string Find(string nameOrPath, string? beside = null)
    {
        if (File.Exists(Path.Combine(nameOrPath, "model_index.json")))
            return nameOrPath;
        // A name is one folder; anything with a separator was meant as a path, and there is none.
        if (nameOrPath.Length > 0 && nameOrPath.IndexOfAny(['/', '\\']) < 0 && nameOrPath is not "." and not "..")
        {
            foreach (var root in beside is null ? Roots() : Roots().Append(beside))
            {
                var folder = Path.Combine(root, nameOrPath);
                if (Directory.Exists(folder))
                    return folder;
            }
        }

        if (Directory.Exists(nameOrPath))
            return nameOrPath;
        var names = List().Select(m => m.Name).ToArray();
        throw new RequestException(names.Length > 0
            ? $"There is no model '{nameOrPath}'; a folder or one of these is needed: {string.Join(", ", names)}."
            : $"There is no model '{nameOrPath}', and none by name: give a model's folder, or set ATELIER_MODELS to a folder of models.");
    }

    /// <summary>Networks of a folder each that are no models of their own, such as upscalers and detectors, by name.</summary>
    public static IReadOnlyList<(string Name, string Folder)> Networks() =>
        [.. Roots()
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Where(folder => File.Exists(Path.Combine(folder, "config.json")) && !File.Exists(Path.Combine(folder, "model_index.json")))
            .Select(folder => (Path.GetFileName(folder), folder))
            .DistinctBy(m => m.Item1)
            .OrderBy(m => m.Item1, StringComparer.Ordinal)];

    /// <summary>All models with a <c>model_index.json</c>, by name.</summary>
    public static IReadOnlyList<(string Name, string Folder)> List() =>
        [.. Roots()
            // A folder that ATELIER_MODELS names need not exist; the models that ship are found all the same.
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Where(folder => File.Exists(Path.Combine(folder, "model_index.json")))
            .Select(folder => (Path.GetFileName(folder), folder))
            .DistinctBy(m => m.Item1)
            .OrderBy(m => m.Item1, StringComparer.Ordinal)];
}
