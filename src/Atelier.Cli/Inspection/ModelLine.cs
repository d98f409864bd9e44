using Atelier.Systems.Pipelines;

namespace Atelier.Cli.Inspection;

/// <summary>One model in the list of models.</summary>
/// <param name="Name">What <c>--model</c> takes.</param>
/// <param name="Pipeline">Class of its pipeline.</param>
/// <param name="Bytes">Of all its files.</param>
/// <param name="Folder">Where it lies.</param>
internal sealed record ModelLine(string Name, string Pipeline, long Bytes, string Folder)
{
    public static ModelLine Of(string name, string folder) => new(
        name,
        ModelIndex.Open(folder).Class,
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length),
        folder);
}
