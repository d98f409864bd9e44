using System.Reflection;
using System.Runtime.InteropServices;

namespace Atelier.Native;

/// <summary>Finds the shared libraries that Atelier builds (<c>libatelier_*.so</c>) and loads them once.</summary>
/// <remarks>
/// Search order: the folders named by <c>ATELIER_NATIVE</c> (as in <c>PATH</c>), the folder of the program, then <c>build/native</c> of the
/// checkout above the program.
/// </remarks>
public static class NativeLibraries
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Loaded = [];

    /// <summary>Lets the P/Invoke declarations of <paramref name="assembly"/> find <c>atelier_*</c> libraries.</summary>
    /// <param name="assembly">The assembly that declares the imports.</param>
    /// <param name="before">Runs once before a library is first loaded, with its name; for what must be loaded earlier.</param>
    public static void Register(Assembly assembly, Action<string>? before = null) =>
        NativeLibrary.SetDllImportResolver(assembly, (name, _, _) =>
            name.StartsWith("atelier_", StringComparison.Ordinal) ? Load(name, before) : 0);

    /// <summary>The path of a library, or null where it is not built.</summary>
    /// <param name="name">The name without prefix and suffix, such as <c>atelier_torch</c>.</param>
    public static string? Find(string name)
    {
        foreach (var folder in Folders())
        {
            var path = Path.Combine(folder, $"lib{name}.so");
            if (File.Exists(path))
                return path;
        }

        return null;
    }

    /// <summary>Why a library that needs no preparation cannot be loaded; null where it can.</summary>
    /// <param name="name">The name without prefix and suffix, such as <c>atelier_codecs</c>.</param>
    public static string? Fault(string name)
    {
        try
        {
            Load(name, null);
            return null;
        }
        catch (DllNotFoundException fault)
        {
            return fault.Message;
        }
    }

    private static nint Load(string name, Action<string>? before)
    {
        lock (Gate)
        {
            if (Loaded.TryGetValue(name, out var handle))
                return handle;
            before?.Invoke(name);
            var path = Find(name) ?? throw new DllNotFoundException(
                $"lib{name}.so is not built. Looked in: {string.Join(", ", Folders())}. " +
                $"Build it in a checkout of Atelier with {BuildLine(name)}; elsewhere, set ATELIER_NATIVE to that checkout's build/native.");
            try
            {
                return Loaded[name] = NativeLibrary.Load(path);
            }
            catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
            {
                // The last line is the loader's own word; what stands before it is general advice.
                var reason = fault.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1];
                throw new DllNotFoundException($"{path} is there but cannot be loaded ({reason}). Remove it and build it again with {BuildLine(name)}.", fault);
            }
        }
    }

    private static string BuildLine(string name) => $"eng/build-native.sh {name["atelier_".Length..]}";

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("ATELIER_NATIVE") is { Length: > 0 } given)
        {
            foreach (var folder in given.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
                yield return folder;
        }

        yield return AppContext.BaseDirectory;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Atelier.slnx")))
                yield return Path.Combine(folder.FullName, "build", "native");
        }
    }
}
