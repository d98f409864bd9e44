namespace Atelier.Diorama;

/// <summary>Tab-separated lists inside this library; # starts a comment.</summary>
internal static class ResourceTable
{
    /// <summary>The cells of each line.</summary>
    /// <param name="resource">Name of the file.</param>
    public static IEnumerable<string[]> Rows(string resource)
    {
        using var stream = typeof(ResourceTable).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line.Split('\t');
        }
    }
}
