namespace Atelier.Training.Runs;

/// <summary>The files of a run.</summary>
/// <param name="Path">The folder itself.</param>
public sealed record RunFolder(string Path)
{
    // EWOULDBLOCK of Linux: the lock is held.
    private const int WouldBlock = 11;

    /// <summary>The settings, as the run has them.</summary>
    public string Config => In("config.json");

    /// <summary>One JSON object per logged stretch; nothing in it depends on the clock.</summary>
    public string Metrics => In("metrics.jsonl");

    /// <summary>Samples per second over the run.</summary>
    public string Speed => In("speed.jsonl");

    /// <summary>Metrics drawn.</summary>
    public string Chart => In("chart.svg");

    /// <summary>Checkpoints, each in a folder of its own.</summary>
    public string Checkpoints => In("checkpoints");

    /// <summary>Sheets of samples.</summary>
    public string Samples => In("samples");

    /// <summary>The newest complete checkpoint, or null.</summary>
    public string? LatestCheckpoint => Directory.Exists(Checkpoints)
        ? Directory.EnumerateDirectories(Checkpoints, "step-*").Where(d => File.Exists(System.IO.Path.Combine(d, RunCheckpoint.StateFile))).Max(StringComparer.Ordinal)
        : null;

    /// <summary>Takes the folder for this process.</summary>
    /// <returns>Holds it until disposed, or until the process ends however it may.</returns>
    /// <exception cref="TrainingException">Another process has it, or it cannot be written.</exception>
    public IDisposable Lock()
    {
        try
        {
            Directory.CreateDirectory(Path);
            return new FileStream(In("lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            throw new TrainingException($"Another process is training in '{Path}'.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The folder '{Path}' cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Removes the folder of a run that never began.</summary>
    internal void Abandon()
    {
        File.Delete(In("lock"));
        if (!Directory.EnumerateFileSystemEntries(Path).Any())
            Directory.Delete(Path);
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
