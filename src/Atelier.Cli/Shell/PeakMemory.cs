using System.Diagnostics;
using Atelier.Cli.Inspection;

namespace Atelier.Cli.Shell;

/// <summary>The most memory that this process had resident, mapped weights among it.</summary>
internal static class PeakMemory
{
    /// <summary>Tells it, once the pictures are painted.</summary>
    public static void Note(Terminal terminal) => terminal.Note(Text());

    /// <summary>Such as "peak memory 480 MB".</summary>
    public static string Text()
    {
        using var process = Process.GetCurrentProcess();
        return $"peak memory {ByteSize.Text(process.PeakWorkingSet64)}";
    }
}
