namespace Atelier.Diorama.Stamps;

/// <summary>What this machine has of the cut-out pictures that the world's figures are made of.</summary>
public static class InstalledStamps
{
    /// <summary>The folder that is looked in: <c>ATELIER_STAMPS</c>, else the place of the Debian package. It need not exist.</summary>
    public static string Folder => StampLibrary.Folder;

    /// <summary>Pictures of the list that are there and can be read.</summary>
    public static int Count => StampLibrary.Files.Count;

    /// <summary>Pictures of the list.</summary>
    public static int Listed => StampLibrary.List.Count;
}
