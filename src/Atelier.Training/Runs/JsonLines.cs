using System.Text.Json;

namespace Atelier.Training.Runs;

/// <summary>A file of one JSON object a line that can be cut back to a length.</summary>
internal sealed class JsonLines : IDisposable
{
    private readonly FileStream _stream;

    public JsonLines(string path, long length)
    {
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (_stream.Length < length)
            throw new TrainingException($"{path} has {_stream.Length} bytes, the checkpoint counted {length}: it was changed.");
        _stream.SetLength(length);
        _stream.Seek(0, SeekOrigin.End);
    }

    public long Length => _stream.Position;

    public void Write(IEnumerable<KeyValuePair<string, object>> fields)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in fields)
            {
                if (value is long whole)
                    json.WriteNumber(name, whole);
                else
                    json.WriteNumber(name, (double)value);
            }

            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        // One write, so that a reader or a crash sees whole lines nearly always; a torn one is cut off on resuming.
        buffer.WriteTo(_stream);
        _stream.Flush();
    }

    public void Dispose() => _stream.Dispose();
}
