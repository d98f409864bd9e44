namespace Atelier.Systems.Pipelines;

/// <summary>A part of a Markdown page that a command writes, between two comments.</summary>
public static class DocumentSection
{
    /// <summary>Replaces the part, or adds it at the end, by way of a temporary file; the rest of the page stays.</summary>
    /// <param name="path">The page; made if it is not there.</param>
    /// <param name="name">The comments are <c>&lt;!-- NAME --&gt;</c> and <c>&lt;!-- end of NAME --&gt;</c>.</param>
    /// <param name="text">The new content.</param>
    public static void Write(string path, string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (open, close) = ($"<!-- {name} -->", $"<!-- end of {name} -->");
        var page = File.Exists(path) ? File.ReadAllText(path) : "";
        var (start, end) = (page.IndexOf(open, StringComparison.Ordinal), page.IndexOf(close, StringComparison.Ordinal));
        var part = $"{open}\n\n{text.Trim()}\n\n{close}";
        var after = start >= 0 && end > start
            ? page[..start] + part + page[(end + close.Length)..]
            : $"{page.TrimEnd()}{(page.Length > 0 ? "\n\n" : "")}{part}\n";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.{Environment.ProcessId}.part";
        File.WriteAllText(temporary, after);
        File.Move(temporary, path, overwrite: true);
    }
}
