namespace Atelier.Fuzzing.Targets;

/// <summary>A target that reads files.</summary>
public abstract class FileTarget : FuzzTarget
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"atelier-fuzz-{Environment.ProcessId}-{Guid.NewGuid():N}");

    /// <inheritdoc/>
    public sealed override void Read(byte[] input)
    {
        File.WriteAllBytes(_path, input);
        try
        {
            ReadFile(_path);
        }
        finally
        {
            File.Delete(_path);
        }
    }

    protected abstract void ReadFile(string path);
}
