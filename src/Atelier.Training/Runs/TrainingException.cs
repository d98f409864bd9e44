namespace Atelier.Training.Runs;

/// <summary>A run cannot start or go on; the message says what was found.</summary>
/// <param name="message">One or two sentences for the user.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner);
