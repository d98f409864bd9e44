namespace Atelier.Models.Configs;

/// <summary>The fields of a network's config do not fit each other: the message names the numbers that disagree.</summary>
/// <param name="message">What does not fit.</param>
public sealed class ConfigException(string message) : Exception(message)
{
    internal static void Require(bool holds, string message)
    {
        if (!holds)
            throw new ConfigException(message);
    }
}
