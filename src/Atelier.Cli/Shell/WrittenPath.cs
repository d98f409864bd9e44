namespace Atelier.Cli.Shell;

/// <summary>The JSON of a command that leaves one file or folder.</summary>
/// <param name="Path">Where it is.</param>
internal sealed record WrittenPath(string Path);
