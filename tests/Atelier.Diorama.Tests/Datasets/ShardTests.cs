using Atelier.Diorama.Datasets;

namespace Atelier.Diorama.Tests.Datasets;

public sealed class ShardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shards").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ShardCutAtAnyByteGoesOnWhereItWas()
    {
        var whole = Path.Combine(_folder, "whole.shard");
        Fill(whole, 0);
        var bytes = File.ReadAllBytes(whole);
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = Path.Combine(_folder, "cut.shard");
            File.WriteAllBytes(cut, bytes[..length]);
            int kept;
            using (var writer = new ShardWriter(cut))
                kept = writer.Count;
            Fill(cut, kept);
            Assert.Equal(bytes, File.ReadAllBytes(cut));
        }
    }

    [Fact]
    public void DamageIsNoticed()
    {
        var path = Path.Combine(_folder, "damaged.shard");
        Fill(path, 0);
        var bytes = File.ReadAllBytes(path);
        bytes[30] ^= 1;
        File.WriteAllBytes(path, bytes);
        using var reader = new ShardReader(path);
        Assert.Throws<InvalidDataException>(() => reader.Read(0));
        Assert.Equal(2, reader.Read(2).Seed);
    }

    [Fact]
    public void InterruptedDatasetEndsLikeAnUninterruptedOne()
    {
        var options = new DatasetOptions { Count = 6, Size = 16, ShardSize = 4, Threads = 2 };
        var (straight, broken) = (Path.Combine(_folder, "straight"), Path.Combine(_folder, "broken"));
        DatasetBuilder.Render(straight, options);

        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => DatasetBuilder.Render(broken, options, new StopAfter(2, stop), stop.Token));
        foreach (var part in (ReadOnlySpan<int>)[1, 0])
            DatasetBuilder.Render(broken, options with { Part = part, Parts = 2 });

        var files = DatasetBuilder.Files(straight);
        Assert.Equal(2, files.Count);
        Assert.Equal(files.Select(Path.GetFileName), DatasetBuilder.Files(broken).Select(Path.GetFileName));
        foreach (var file in files)
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(broken, Path.GetFileName(file))));
    }

    [Fact]
    public void AStopComesWithinAScene()
    {
        using var stop = new CancellationTokenSource();
        var options = new DatasetOptions { Count = 60, Size = 16, ShardSize = 60, Threads = 1 };

        Assert.Throws<OperationCanceledException>(() => DatasetBuilder.Render(_folder, options, new StopAfter(2, stop), stop.Token));

        using var reader = new ShardReader(DatasetBuilder.FileOf(_folder, 0));
        Assert.InRange(reader.Count, 2, 20);
    }

    [Fact]
    public void FolderOfAnotherDatasetIsRefused()
    {
        DatasetBuilder.Render(_folder, new DatasetOptions { Count = 1, Size = 16 });
        Assert.Throws<InvalidOperationException>(() => DatasetBuilder.Render(_folder, new DatasetOptions { Count = 1, Size = 32 }));
    }

    [Fact]
    public void RecordComesBackAsItWas()
    {
        var record = DatasetBuilder.Render(12, new DatasetOptions { Count = 1, Size = 64 });
        var document = SceneDocument.FromJson(record.Document);
        Assert.Equal(record.Document, document.ToJson());
        Assert.NotEmpty(document.Captions);
        var layers = LabelLayers.Decode(record.Labels);
        Assert.Equal((64, 64, 256), (layers.Width, layers.Height, layers.Depth.Length));
        Assert.Equal(record.Labels, layers.Encode());
        Assert.Equal(document.Objects.Count, layers.Instances.Max());
    }

    private static void Fill(string path, int from)
    {
        using var writer = new ShardWriter(path);
        for (var i = from; i < 3; i++)
            writer.Append(new SceneRecord(i, [1, 2, (byte)i], [(byte)'{', (byte)'}'], [.. Enumerable.Range(0, 9).Select(k => (byte)(k * i))]));
    }

    private sealed class StopAfter(int count, CancellationTokenSource stop) : IProgress<DatasetProgress>
    {
        public void Report(DatasetProgress value)
        {
            if (value.Done == count)
                stop.Cancel();
        }
    }
}
