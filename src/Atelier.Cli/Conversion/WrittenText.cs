using Atelier.Cli.Inspection;
using Atelier.Cli.Shell;
using Atelier.Models.Conversion;

namespace Atelier.Cli.Conversion;

/// <summary>Says which files were written.</summary>
internal static class WrittenText
{
    public static void Write(IReadOnlyList<ConvertedFile> files, IReadOnlyList<string> notes, Terminal terminal, bool json)
    {
        foreach (var file in files)
        {
            if (json)
                CliJson.Write(terminal.Output, file, CliJson.Default.ConvertedFile);
            else
                terminal.Output.WriteLine($"{file.Path}: {file.Content}, {file.Tensors} tensors, {ByteSize.Text(file.Bytes)}");
        }

        foreach (var note in notes)
            terminal.Note(note);
    }
}
