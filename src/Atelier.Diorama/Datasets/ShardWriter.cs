namespace Atelier.Diorama.Datasets;

/// <summary>Appends records to a shard; whatever a killed writer left torn is cut off first.</summary>
public sealed class ShardWriter : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Opens or creates a shard. One writer at a time may have it open.</summary>
    public ShardWriter(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        using var reader = new ShardReader(path);
        Count = reader.Count;
        _file.SetLength(reader.WholeBytes);
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>Records in the shard.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a record; after the call it survives a kill of the process.</summary>
    public void Append(SceneRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        _file.Write(ShardFormat.Encode(record));
        _file.Flush();
        Count++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Flush(flushToDisk: true);
        _file.Dispose();
    }
}
