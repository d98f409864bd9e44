using Atelier.Systems.Pipelines;

namespace Atelier.Cli.Diagnosis;

/// <summary>Looks for models.</summary>
internal static class ModelChecks
{
    public static Finding Run()
    {
        var names = ModelCatalog.List().Select(model => model.Name).ToArray();
        return names.Length > 0
            ? Finding.Good("models", string.Join(", ", names))
            : Finding.Problem("models", $"none in {string.Join(", ", ModelCatalog.Roots().DefaultIfEmpty("any folder"))}", "Put a model folder there, or set ATELIER_MODELS to a folder of model folders.");
    }
}
