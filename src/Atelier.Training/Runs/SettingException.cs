namespace Atelier.Training.Runs;

/// <summary>A setting of a run is wrong; the message says what was given and what is allowed.</summary>
/// <param name="message">One or two sentences for the user.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class SettingException(string message, Exception? inner = null) : ArgumentException(message, inner)
{
    /// <summary>Throws where a setting of a task does not hold.</summary>
    /// <param name="holds">Whether it does.</param>
    /// <param name="key">Its name in the config.</param>
    /// <param name="given">What it is.</param>
    /// <param name="allowed">What it may be.</param>
    /// <exception cref="SettingException">It does not.</exception>
    public static void Require(bool holds, string key, object? given, string allowed)
    {
        if (!holds)
            throw new SettingException($"task: {key} is {given}; allowed: {allowed}.");
    }
}
