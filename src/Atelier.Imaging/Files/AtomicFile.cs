namespace Atelier.Imaging.Files;

/// <summary>Writes a file beside its place and renames it, so that it is never half there.</summary>
internal static class AtomicFile
{
    public static void Write(string path, byte[] bytes)
    {
        var part = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.part";
        try
        {
            File.WriteAllBytes(part, bytes);
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
