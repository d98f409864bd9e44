namespace Atelier.Training.Runs;

/// <summary>A setting of a run is wrong; the message says what was given and what is allowed.</summary>
/// <param name="message">One or two sentences for the user.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class SettingException(string message, Exception? inner = null) : ArgumentException(message, inner);
