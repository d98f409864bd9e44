using System.Globalization;
using Atelier.Models.Adapters.Lora;

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
        foreach (var network in file.Networks ?? [])
            output.WriteLine($"{indent}network     {network}");
        if (file.Adapter is { } adapter)
            Write(output, adapter, indent);
        if (file.Problem is { } problem)
            output.WriteLine($"{indent}adapter     cannot be used: {Printable(problem)}");
        foreach (var (key, value) in file.Metadata ?? new Dictionary<string, string>())
            output.WriteLine($"{indent}{Printable(key)}: {Printable(value).ReplaceLineEndings($"\n{indent}    ")}");
        foreach (var tensor in file.Tensors ?? [])
            output.WriteLine($"{indent}{Printable(tensor.ToString())}");
        foreach (var part in file.Parts ?? [])
            Write(output, part, indent);
    }

    private static void Write(TextWriter output, AdapterSummary adapter, string indent)
    {
        var ranks = adapter.Ranks.Count > 0 ? $", rank {string.Join(", ", adapter.Ranks)}" : "";
        var scales = adapter.Scales is { } known ? string.Create(CultureInfo.InvariantCulture, $", scale {string.Join(", ", known.Select(s => s.ToString(CultureInfo.InvariantCulture)))}") : "";
        output.WriteLine($"{indent}adapter     {adapter.Kind}, {adapter.Layers} layers{ranks}{scales}");
        foreach (var (target, count) in adapter.Targets)
            output.WriteLine($"{indent}  {count,4} x {Printable(target)}");
    }

    // A file's text must not steer the terminal.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\ufffd' : c));
}
