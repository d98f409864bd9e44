namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>Rows of a call's text that see the same conditions.</summary>
/// <param name="Text">The negative prompt, the prompt, or both.</param>
/// <param name="SeesGuided">Whether guided conditions are among them: the negative prompt's row has none, so that guidance leads away from pictures without them.</param>
internal sealed record ControlRows(FluxText Text, bool SeesGuided)
{
    /// <summary>All rows of a text in one run, or the negative prompt and the prompt in one each where a condition is guided.</summary>
    public static IReadOnlyList<ControlRows> Of(FluxText text, IEnumerable<bool> guided) =>
        text.Tokens.Size(0) == 1 || !guided.Contains(true) ? [new(text, true)] : [new(text.Row(0), false), new(text.Row(1), true)];

    /// <summary>Those that these rows see.</summary>
    /// <param name="conditions">All of the call.</param>
    /// <param name="isGuided">Whether one is guided.</param>
    public IReadOnlyList<T> Seen<T>(IReadOnlyList<T> conditions, Func<T, bool> isGuided) =>
        SeesGuided ? conditions : [.. conditions.Where(c => !isGuided(c))];
}
