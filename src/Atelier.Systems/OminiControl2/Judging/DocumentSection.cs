namespace Atelier.Systems.OminiControl2.Judging;

/// <summary>A part of a Markdown page that a command writes, between two comments.</summary>
public static class DocumentSection
{
    /// <summary>Replaces the part, by way of a temporary file; the rest of the page stays.</summary>
    /// <param name="path">The page.</param>
    /// <param name="name">The comments are <c>&lt;!-- NAME --&gt;</c> and <c>&lt;!-- end of NAME --&gt;</c>.</param>
    /// <param name="text">The new content.</param>
    /// <exception cref="InvalidDataException">The page has no such part.</exception>
    public static void Write(string path, string name, string text)
    {
        var (open, close) = ($"<!-- {name} -->", $"<!-- end of {name} -->");
        var page = File.ReadAllText(path);
        var (start, end) = (page.IndexOf(open, StringComparison.Ordinal), page.IndexOf(close, StringComparison.Ordinal));
        if (start < 0 || end < start)
            throw new InvalidDataException($"{path} has no lines '{open}' and '{close}'.");
        var temporary = $"{path}.{Environment.ProcessId}.part";
        File.WriteAllText(temporary, $"{page[..(start + open.Length)]}\n\n{text.Trim()}\n\n{page[end..]}");
        File.Move(temporary, path, overwrite: true);
    }
}
