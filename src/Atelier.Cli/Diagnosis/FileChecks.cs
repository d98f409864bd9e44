using Atelier.Native;

namespace Atelier.Cli.Diagnosis;

/// <summary>Looks for what lies in files: codecs, renderer, stamps.</summary>
internal static class FileChecks
{
    private const string Stamps = "/usr/share/tuxpaint/stamps";

    public static IEnumerable<Finding> Run()
    {
        yield return NativeLibraries.Find("atelier_codecs") is { } codecs
            ? Finding.Good("codecs", $"PNG, JPEG, WebP, ICC in {codecs}")
            : Finding.Problem("codecs", "libatelier_codecs.so is not built: no picture file can be written", "Any command that needs it builds it: start ./atelier generate, or eng/build-native.sh codecs.");
        yield return System.Runtime.InteropServices.NativeLibrary.TryLoad("libembree3.so.3", out _)
            ? Finding.Good("Embree", "libembree3.so.3")
            : Finding.Note("Embree", "not installed; Diorama cannot render", "sudo apt-get install libembree3-3 (atelier diorama does so itself).");
        var count = Directory.Exists(Stamps) ? Directory.EnumerateFiles(Stamps, "*.png", SearchOption.AllDirectories).Count() : 0;
        yield return count > 0
            ? Finding.Good("stamps", $"{count} files in {Stamps}")
            : Finding.Note("stamps", "not installed; Diorama's world has fewer things without them", "sudo apt-get install tuxpaint-stamps-default librsvg2-2 (atelier diorama does so itself).");
    }
}
