namespace Atelier.Testing;

/// <summary>Finds the checkout that the running test belongs to.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder that holds <c>Atelier.slnx</c>.</summary>
    public static string Path { get; } = Find();

    /// <summary>The recorded cases beside the checkout, or null where only the repository itself is there.</summary>
    public static string? Goldens
    {
        get
        {
            var folder = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "..", "shared", "goldens"));
            return Directory.Exists(folder) ? folder : null;
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Atelier.slnx")))
                return folder.FullName;
        }

        var given = Environment.GetEnvironmentVariable("ATELIER_ROOT");
        return given ?? throw new DirectoryNotFoundException(
            $"No Atelier.slnx above {AppContext.BaseDirectory}; set ATELIER_ROOT to the checkout.");
    }
}
