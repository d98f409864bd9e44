namespace Atelier.Cli.Shell;

/// <summary>Finds the checkout that this program belongs to.</summary>
internal static class CheckoutRoot
{
    /// <summary>The folder with <c>Atelier.slnx</c>: <c>ATELIER_ROOT</c>, else above the program; null where there is none.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ATELIER_ROOT") is { Length: > 0 } given)
            return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Atelier.slnx")))
                return folder.FullName;
        }

        return null;
    }
}
