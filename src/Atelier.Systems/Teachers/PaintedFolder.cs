using System.Text.Json;
using Atelier.Training.Runs;

namespace Atelier.Systems.Teachers;

/// <summary>The files of a painted set: <c>index.jsonl</c>, one line a picture, and the pictures themselves, stored without loss.</summary>
/// <param name="path">The folder.</param>
public sealed class PaintedFolder(string path)
{
    private static readonly JsonSerializerOptions OneLine = new(ConfigReader.Options) { WriteIndented = false };

    /// <summary>The folder.</summary>
    public string Path => path;

    private string Index => System.IO.Path.Combine(path, "index.jsonl");

    /// <summary>The pictures that are there, in the order they were painted; a torn last line is left out.</summary>
    /// <exception cref="SettingException">A whole line cannot be read.</exception>
    public IReadOnlyList<PaintedLine> Read()
    {
        if (!File.Exists(Index))
            return [];
        var text = File.ReadAllText(Index);
        // What a killed process left unfinished has no line end.
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    /// <summary>Where the picture of a line lies.</summary>
    public string FileOf(PaintedLine line) => System.IO.Path.Combine(path, line.File);

    /// <summary>Adds a line whose picture is there.</summary>
    public void Append(PaintedLine line)
    {
        Directory.CreateDirectory(path);
        using var stream = new FileStream(Index, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        stream.SetLength(WholeLength(stream));
        stream.Seek(0, SeekOrigin.End);
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(line, OneLine));
        stream.WriteByte((byte)'\n');
    }

    private static long WholeLength(FileStream stream)
    {
        for (var end = stream.Length; end > 0; end--)
        {
            stream.Seek(end - 1, SeekOrigin.Begin);
            if (stream.ReadByte() == '\n')
                return end;
        }

        return 0;
    }

    private PaintedLine Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<PaintedLine>(line, OneLine) ?? throw new SettingException($"{Index} has an empty line.");
        }
        catch (JsonException error)
        {
            throw new SettingException($"{Index}: {error.Message}", error);
        }
    }
}
