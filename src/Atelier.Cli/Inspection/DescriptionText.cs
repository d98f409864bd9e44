using System.Globalization;

namespace Atelier.Cli.Inspection;

/// <summary>Shows a description as lines.</summary>
internal static class DescriptionText
{
    public static void Write(TextWriter output, FileDescription file, string indent = "")
    {
        var summary = file.Summary is null ? "" : $", {file.Summary}";
        output.WriteLine($"{indent}{file.Path}: {file.Kind}{summary}, {ByteSize.Text(file.Bytes)}");
        indent += "  ";
        if (file.Parameters is { } parameters && file.Parts is null)
            output.WriteLine($"{indent}parameters  {parameters.ToString("N0", CultureInfo.InvariantCulture)}");
        foreach (var type in file.Types ?? [])
            output.WriteLine($"{indent}{type.Type,-10}  {type.Tensors} tensors, {type.Parameters.ToString("N0", CultureInfo.InvariantCulture)} elements, {ByteSize.Text(type.Bytes)}");
        foreach (var (key, value) in file.Metadata ?? new Dictionary<string, string>())
            output.WriteLine($"{indent}{key}: {Printable(value).ReplaceLineEndings($"\n{indent}    ")}");
        foreach (var tensor in file.Tensors ?? [])
            output.WriteLine($"{indent}{Printable(tensor.ToString())}");
        foreach (var part in file.Parts ?? [])
            Write(output, part, indent);
    }

    // A file's text must not steer the terminal.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\ufffd' : c));
}
