using Atelier.Diorama.Datasets;

namespace Atelier.Training.Mini;

/// <summary>The scenes of a dataset folder by number, in the order of their seeds.</summary>
/// <remarks>
/// Only whole shards from the first on are counted, so that a number means the same scene however far others have rendered.
/// </remarks>
public sealed class DioramaScenes : IDisposable
{
    private readonly string _folder;
    private readonly long _total;
    private readonly List<ShardReader> _shards = [];

    /// <summary>Opens a folder.</summary>
    /// <exception cref="InvalidDataException">It has no manifest that can be read, or no whole shard.</exception>
    public DioramaScenes(string folder)
    {
        _folder = folder;
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"There is no dataset folder '{folder}'.");
        var manifest = DatasetManifest.Read(folder);
        (FirstSeed, ShardSize, _total, Size) = (manifest.FirstSeed, manifest.ShardSize, manifest.Count, manifest.Size);
        if (Refresh() == 0)
            throw new InvalidDataException($"'{folder}' has no whole shard of {ShardSize} scenes yet.");
    }

    /// <summary>Seed of the first scene.</summary>
    public long FirstSeed { get; }

    /// <summary>Scenes of a whole shard.</summary>
    public int ShardSize { get; }

    /// <summary>Side of the pictures, pixels.</summary>
    public int Size { get; }

    /// <summary>Scenes that were there at the last <see cref="Refresh"/>.</summary>
    public long Count { get; private set; }

    /// <summary>One scene.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public SceneRecord Read(long index)
    {
        if (index < 0 || index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"'{_folder}' has {Count} scenes.");
        return _shards[(int)(index / ShardSize)].Read((int)(index % ShardSize));
    }

    /// <summary>Looks for shards that have become whole.</summary>
    /// <returns>Scenes now.</returns>
    public long Refresh()
    {
        for (var done = (long)_shards.Count * ShardSize; done < _total; done += ShardSize)
        {
            var path = DatasetBuilder.FileOf(_folder, FirstSeed + done);
            if (!File.Exists(path))
                break;
            var shard = new ShardReader(path);
            if (shard.Count < Math.Min(ShardSize, _total - done))
            {
                shard.Dispose();
                break;
            }

            _shards.Add(shard);
            Count += shard.Count;
        }

        return Count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shard in _shards)
            shard.Dispose();
    }
}
