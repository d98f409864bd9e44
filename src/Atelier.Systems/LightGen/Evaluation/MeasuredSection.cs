namespace Atelier.Systems.LightGen.Evaluation;

/// <summary>The part of a document that a measurement writes, between two comment lines.</summary>
public static class MeasuredSection
{
    private const string Begin = "<!-- measured: begin -->";
    private const string End = "<!-- measured: end -->";

    /// <summary>Replaces the part, or adds it at the end of a document that has none.</summary>
    /// <param name="path">A Markdown file; made if it is not there.</param>
    /// <param name="text">What stands between the lines.</param>
    public static void Write(string path, string text)
    {
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        var (begin, end) = (before.IndexOf(Begin, StringComparison.Ordinal), before.IndexOf(End, StringComparison.Ordinal));
        var part = $"{Begin}\n\n{text.Trim('\n')}\n\n{End}";
        var after = begin >= 0 && end > begin
            ? before[..begin] + part + before[(end + End.Length)..]
            : $"{before.TrimEnd('\n')}{(before.Length > 0 ? "\n\n" : "")}{part}\n";
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllText($"{path}.part", after);
        File.Move($"{path}.part", path, overwrite: true);
    }
}
