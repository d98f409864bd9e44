using System.Diagnostics;
using Atelier.Cli.Inspection;

namespace Atelier.Cli.Shell;

/// <summary>The most memory that this process had resident, mapped weights among it.</summary>
internal static class PeakMemory
{
    /// <summary>Tells it, once the pictures are painted.</summary>
    public static void Note(Terminal terminal)
    {
        using var process = Process.GetCurrentProcess();
        terminal.Note($"peak memory {ByteSize.Text(process.PeakWorkingSet64)}");
    }
}
