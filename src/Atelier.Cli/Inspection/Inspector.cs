using Atelier.Cli.Shell;
using Atelier.Models.Weights;

namespace Atelier.Cli.Inspection;

/// <summary>Finds out what a path is, by content, and describes it.</summary>
internal static class Inspector
{
    public static FileDescription Inspect(string path, bool keys)
    {
        if (Directory.Exists(path))
            return ModelFolderInspector.Inspect(path, keys);
        if (!File.Exists(path))
            throw new UsageException($"There is no file or folder '{path}'.");
        return WeightFile.Is(path) ? WeightInspector.Inspect(path, keys) : PictureInspector.Inspect(path);
    }
}
