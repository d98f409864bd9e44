using System.Runtime.InteropServices;
using Atelier.Diorama.Stamps;
using Atelier.Native;

namespace Atelier.Cli.Diagnosis;

/// <summary>Looks for what lies in files: codecs, renderer, stamps.</summary>
internal static class FileChecks
{
    private const string HowToBuild = "Any command that needs it builds it: start ./atelier generate, or eng/build-native.sh codecs.";

    public static Finding Codecs() => NativeLibraries.Fault("atelier_codecs") is { } fault
        ? Finding.Problem("codecs", $"{fault} No picture file can be read or written", HowToBuild)
        : Finding.Good("codecs", $"PNG, JPEG, WebP, ICC in {NativeLibraries.Find("atelier_codecs")}");

    public static Finding Embree() => NativeLibrary.TryLoad("libembree3.so.3", out _)
        ? Finding.Good("Embree", "libembree3.so.3")
        : Finding.Note("Embree", "not installed; Diorama cannot render", "sudo apt-get install libembree3-3 (atelier diorama does so itself).");

    public static Finding Stamps() => Stamps(InstalledStamps.Folder, InstalledStamps.Count, InstalledStamps.Listed);

    internal static Finding Stamps(string folder, int count, int listed)
    {
        const string install = "sudo apt-get install tuxpaint-stamps-default librsvg2-2 (atelier diorama does so itself), or set ATELIER_STAMPS to their folder.";
        var text = $"{count} of {listed} pictures in {folder}";
        return count == listed ? Finding.Good("stamps", text)
            : count > 0 ? Finding.Note("stamps", $"{text}; Diorama's world lacks the others' figures", install)
            : Finding.Note("stamps", $"none in {folder}; Diorama's world has solids only", install);
    }
}
