using System.Numerics;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Datasets;

/// <summary>Scenes of a dataset, made again from their seeds.</summary>
public static class DatasetScenes
{
    /// <summary>The scene of a document.</summary>
    /// <param name="manifest">How the dataset was drawn.</param>
    /// <param name="document">The scene's document.</param>
    /// <exception cref="InvalidDataException">The seed gives another scene here: other version, installed pictures or options.</exception>
    public static Scene Again(DatasetManifest manifest, SceneDocument document)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(document);
        if (manifest.GeneratorVersion != SceneGenerator.Version || (manifest.CutOuts > 0 && manifest.CutOuts != DatasetManifest.InstalledCutOuts))
        {
            throw new InvalidDataException(
                $"The dataset was drawn by version {manifest.GeneratorVersion} with {manifest.CutOuts} cut-outs; here are version {SceneGenerator.Version} and " +
                $"{DatasetManifest.InstalledCutOuts}, so its scenes cannot be made again.");
        }

        var options = DatasetNote.Options(manifest.Note) with { UseCutOuts = manifest.CutOuts > 0 };
        var scene = SceneGenerator.FromSeed(document.Seed, options);
        var isSame = scene.Objects.Length == document.Objects.Count && scene.Objects.Zip(document.Objects).All(
            p => p.First.Class.Name == p.Second.Class && p.First.Position == new Vector3(p.Second.Position));
        return isSame
            ? scene
            : throw new InvalidDataException($"Seed {document.Seed} gives another scene than the dataset has; it was drawn with other options.");
    }
}
