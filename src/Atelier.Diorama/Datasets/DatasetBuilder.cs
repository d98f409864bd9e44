using System.Diagnostics;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;
using Atelier.Imaging;

namespace Atelier.Diorama.Datasets;

/// <summary>Renders a dataset into a folder of shards; a killed run goes on where it was.</summary>
public static class DatasetBuilder
{
    // The slowest search for a smaller WebP takes a sixth of a scene's time and gives a sixth of its bytes.
    private const int Effort = 0;

    /// <summary>Renders what is missing of this process's part.</summary>
    /// <param name="folder">Made if it is not there; a manifest in it must agree with <paramref name="options"/>.</param>
    /// <param name="options">What to render.</param>
    /// <param name="progress">Told after every scene.</param>
    /// <param name="cancellation">Stops between scenes; what is stored stays.</param>
    /// <exception cref="InvalidOperationException">The folder holds another dataset.</exception>
    public static void Render(string folder, DatasetOptions options, IProgress<DatasetProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Directory.CreateDirectory(folder);
        new DatasetManifest(
            SceneGenerator.Version, options.Size, options.Samples, options.Format.ToString().ToLowerInvariant(), options.FirstSeed, options.Count,
            options.ShardSize, options.Scenes.UseCutOuts ? DatasetManifest.InstalledCutOuts : 0, options.Note).Agree(folder);

        var shards = Shards(options).ToArray();
        var total = shards.Sum(s => (long)s.Count);
        var (done, fresh, clock) = (0L, 0L, Stopwatch.StartNew());
        foreach (var shard in shards)
        {
            using var writer = new ShardWriter(Path.Combine(folder, FileName(shard.First)));
            done += writer.Count;
            var missing = Enumerable.Range(writer.Count, Math.Max(0, shard.Count - writer.Count)).AsParallel().AsOrdered()
                .WithDegreeOfParallelism(options.Threads).WithMergeOptions(ParallelMergeOptions.NotBuffered).WithCancellation(cancellation)
                .Select(i => Render(shard.First + i, options, cancellation));
            foreach (var record in missing)
            {
                writer.Append(record);
                done++;
                fresh++;
                progress?.Report(new DatasetProgress(done, total, fresh / clock.Elapsed.TotalSeconds));
            }
        }
    }

    /// <summary>Renders one scene as a dataset stores it.</summary>
    /// <param name="seed">Of the scene.</param>
    /// <param name="options">Size, samples, format and world.</param>
    /// <param name="cancellation">Stops within the scene.</param>
    public static SceneRecord Render(long seed, DatasetOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        // The parallel query looks for a stop only every 64 scenes.
        cancellation.ThrowIfCancellationRequested();
        var scene = SceneGenerator.FromSeed(seed, options.Scenes);
        var rendered = Renderer.Render(scene, new RenderOptions { Width = options.Size, Height = options.Size, Samples = options.Samples }, cancellation);
        var labels = SceneLabels.Of(scene, options.Size, options.Size);
        return new SceneRecord(
            seed, PictureFile.Encode(rendered.ToPicture(), new SaveOptions { Format = options.Format, Lossless = true, Effort = Effort }),
            SceneDocument.Of(scene, labels).ToJson(), LabelLayers.From(labels).Encode());
    }

    /// <summary>The shards of a dataset folder in the order of their seeds.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "scenes-*.shard").Order(StringComparer.Ordinal)];

    /// <summary>The shard that begins with a seed.</summary>
    public static string FileOf(string folder, long firstSeed) => Path.Combine(folder, FileName(firstSeed));

    private static string FileName(long first) => $"scenes-{first:D12}.shard";

    private static IEnumerable<(long First, int Count)> Shards(DatasetOptions options)
    {
        for (var i = (long)options.Part; i * options.ShardSize < options.Count; i += options.Parts)
            yield return (options.FirstSeed + i * options.ShardSize, (int)Math.Min(options.ShardSize, options.Count - i * options.ShardSize));
    }
}
