using Atelier.Cli.Inspection;
using Atelier.Systems.Pipelines;

namespace Atelier.Cli.Diagnosis;

/// <summary>Looks for models.</summary>
internal static class ModelChecks
{
    public static IEnumerable<Finding> Run()
    {
        var models = ModelCatalog.List().Select(model => ModelLine.Of(model.Name, model.Folder)).ToArray();
        string[] names = [.. models.Where(model => model.Fault is null).Select(model => model.Name)];
        yield return names.Length > 0
            ? Finding.Good("models", string.Join(", ", names))
            : Finding.Problem("models", $"none in {string.Join(", ", ModelCatalog.Roots().DefaultIfEmpty("any folder"))}", "Put a model folder there, or set ATELIER_MODELS to a folder of model folders.");
        foreach (var broken in models.Where(model => model.Fault is not null))
            yield return Finding.Problem("models", $"{broken.Name} cannot be read: {broken.Fault}", "Mend its folder, or take it away.");
        if (ModelCatalog.Roots().FirstOrDefault(root => !Directory.Exists(root)) is { } missing)
            yield return Finding.Problem("models", $"ATELIER_MODELS is '{missing}', where no folder is", "Set it to a folder of model folders, or unset it.");
    }
}
