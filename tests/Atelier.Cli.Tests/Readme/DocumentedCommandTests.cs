using System.CommandLine.Parsing;
using Atelier.Cli.Shell;
using Atelier.Testing;

namespace Atelier.Cli.Tests.Readme;

public class DocumentedCommandTests
{
    public static TheoryData<string, string> Lines { get; } = new(Documents().SelectMany(Commands));

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_command_in_the_documents_is_one_that_the_program_knows(string document, string line)
    {
        var parsed = App.Root().Parse([.. CommandLineParser.SplitCommandLine(line).Skip(1)]);

        Assert.True(parsed.Errors.Count == 0, $"{document}: {line}: {string.Join(' ', parsed.Errors.Select(e => e.Message))}");
    }

    private static IEnumerable<string> Documents()
    {
        var root = RepositoryRoot.Path;
        return Directory.EnumerateFiles(root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md"))
            .Concat(Directory.EnumerateDirectories(Path.Combine(root, "models")).SelectMany(model => Directory.EnumerateFiles(model, "*.md")))
            .Order(StringComparer.Ordinal);
    }

    // Lines that are set as code, with those that go on after a backslash.
    private static IEnumerable<(string Document, string Line)> Commands(string document)
    {
        var fenced = false;
        var begun = "";
        foreach (var text in File.ReadLines(document))
        {
            if (text.StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            var line = begun + text.Trim();
            begun = "";
            // Three dots stand for words that were said before.
            if (line.Contains(" ... ", StringComparison.Ordinal))
                continue;
            if ((!fenced && !text.StartsWith("    ", StringComparison.Ordinal)) || !(line.StartsWith("atelier ", StringComparison.Ordinal) || line.StartsWith("./atelier ", StringComparison.Ordinal)))
                continue;
            if (line.EndsWith('\\'))
                begun = line[..^1];
            else
                yield return (Path.GetRelativePath(RepositoryRoot.Path, document), line.Split(" # ")[0].Trim());
        }
    }
}
