using Atelier.Testing;

namespace Atelier.Cli.Tests;

/// <summary>Compares a text with the accepted one in <c>Snapshots/</c>; a new text lies beside it as <c>NAME.received.txt</c>.</summary>
internal static class Snapshot
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tests", "Atelier.Cli.Tests", "Snapshots");

    public static void Matches(string name, string text)
    {
        var (accepted, received) = (Path.Combine(Folder, $"{name}.txt"), Path.Combine(Folder, $"{name}.received.txt"));
        text = string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim() + "\n";
        if (File.Exists(accepted) && File.ReadAllText(accepted) == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail($"The text differs from {name}.txt; if it is meant so, rename {received} over it.\n{text}");
    }
}
