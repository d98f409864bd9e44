using Atelier.Diorama.Datasets;
using Atelier.Diorama.Scenes;

namespace Atelier.Training.Tests.Mini;

/// <summary>Two dozen tiny scenes of solids, rendered once for all tests.</summary>
public sealed class SmallDiorama : IDisposable
{
    public SmallDiorama()
    {
        Folder = Directory.CreateTempSubdirectory("atelier-diorama-").FullName;
        DatasetBuilder.Render(Folder, new()
        {
            Count = 24, ShardSize = 8, Size = 32, Samples = 2, Scenes = new SceneOptions { UseCutOuts = false },
        });
    }

    public string Folder { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
