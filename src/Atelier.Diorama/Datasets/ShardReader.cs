namespace Atelier.Diorama.Datasets;

/// <summary>Reads the records of a shard in order or by index; a torn last record, as a kill leaves it, is not seen.</summary>
public sealed class ShardReader : IDisposable
{
    private readonly FileStream _file;
    private readonly List<long> _offsets = [];

    /// <summary>Opens a shard and finds its records.</summary>
    public ShardReader(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16);
        WholeBytes = Scan();
    }

    /// <summary>Whole records.</summary>
    public int Count => _offsets.Count;

    /// <summary>Bytes from the start up to the end of the last whole record.</summary>
    public long WholeBytes { get; }

    /// <summary>One record.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer records.</exception>
    /// <exception cref="InvalidDataException">The record is damaged.</exception>
    public SceneRecord Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        _file.Position = _offsets[index];
        var (header, payload) = Next();
        if (payload is null || !ShardFormat.IsWhole(header, payload))
            throw new InvalidDataException($"Record {index} of {_file.Name} is damaged: its checksum differs.");
        return ShardFormat.Decode(payload);
    }

    /// <summary>All records in order.</summary>
    public IEnumerable<SceneRecord> ReadAll()
    {
        for (var i = 0; i < Count; i++)
            yield return Read(i);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Hops from header to header; only the last record, which a kill may have torn, is checked.</summary>
    private long Scan()
    {
        var header = new byte[ShardFormat.HeaderSize];
        long at = 0;
        while (at + ShardFormat.HeaderSize <= _file.Length)
        {
            _file.Position = at;
            _file.ReadExactly(header);
            var length = ShardFormat.PayloadLength(header);
            if (length < 0 || at + ShardFormat.HeaderSize + length > _file.Length)
                break;
            _offsets.Add(at);
            at += ShardFormat.HeaderSize + length;
        }

        while (_offsets.Count > 0)
        {
            _file.Position = _offsets[^1];
            var (last, payload) = Next();
            if (payload is not null && ShardFormat.IsWhole(last, payload))
                break;
            at = _offsets[^1];
            _offsets.RemoveAt(_offsets.Count - 1);
        }

        return at;
    }

    private (byte[] Header, byte[]? Payload) Next()
    {
        var header = new byte[ShardFormat.HeaderSize];
        _file.ReadExactly(header);
        var length = ShardFormat.PayloadLength(header);
        if (length < 0 || _file.Position + length > _file.Length)
            return (header, null);
        var payload = new byte[length];
        _file.ReadExactly(payload);
        return (header, payload);
    }
}
