namespace Atelier.Cli.Shell;

/// <summary>What was asked for is not allowed; the message says in one line what was given and what is allowed.</summary>
internal sealed class UsageException(string message) : Exception(message);
