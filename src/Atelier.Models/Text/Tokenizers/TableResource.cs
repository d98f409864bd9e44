namespace Atelier.Models.Text.Tokenizers;

/// <summary>The lines of a table that is embedded in the assembly.</summary>
internal static class TableResource
{
    /// <summary>All lines but comments (#).</summary>
    /// <param name="name">The file name, such as <c>canonical.txt</c>.</param>
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(TableResource).Assembly.GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                yield return line;
        }
    }

    /// <summary>The text of code points in hexadecimal with spaces between them.</summary>
    public static string Characters(ReadOnlySpan<char> hex)
    {
        var text = new System.Text.StringBuilder();
        foreach (var part in hex.Split(' '))
        {
            if (hex[part].Length > 0)
                text.Append(char.ConvertFromUtf32(int.Parse(hex[part], System.Globalization.NumberStyles.HexNumber)));
        }

        return text.ToString();
    }
}
