namespace Atelier.Cli.Diagnosis;

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Topic">What was looked at.</param>
/// <param name="Level">How it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Advice">What to do about it; null where nothing is to be done.</param>
internal sealed record Finding(string Topic, FindingLevel Level, string Text, string? Advice = null)
{
    /// <summary>Measured numbers, with their unit in the name.</summary>
    public IReadOnlyDictionary<string, double>? Figures { get; init; }

    public static Finding Good(string topic, string text) => new(topic, FindingLevel.Good, text);

    public static Finding Note(string topic, string text, string? advice = null) => new(topic, FindingLevel.Note, text, advice);

    public static Finding Problem(string topic, string text, string advice) => new(topic, FindingLevel.Problem, text, advice);
}
