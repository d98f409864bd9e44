using Atelier.Cli.Inspection;
using Atelier.Cli.Shell;

namespace Atelier.Cli.Diagnosis;

/// <summary>Looks at the places that files go to: the checkout with its builds, and the current folder with its pictures.</summary>
internal static class DiskChecks
{
    private const long LittleDisk = 5_000_000_000;

    public static IEnumerable<Finding> Run(string? root)
    {
        yield return Free(root ?? AppContext.BaseDirectory);
        if (root is not null && WritableFolder.Fault(root) is { } fault)
            yield return Finding.Note("disk", fault, "What is built works on; nothing new can be built here.");
        if (WritableFolder.Fault(Environment.CurrentDirectory) is { } here)
            yield return Finding.Note("disk", here, "Pictures go to the current folder: change to another one, or name one with --out.");
    }

    private static Finding Free(string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free < LittleDisk
            ? Finding.Note("disk", $"{ByteSize.Text(free)} free at {folder}", "Free some space before rendering data sets or training.")
            : Finding.Good("disk", $"{ByteSize.Text(free)} free at {folder}");
    }
}
