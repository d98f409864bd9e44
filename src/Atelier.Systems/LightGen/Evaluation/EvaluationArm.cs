using System.Globalization;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.LightGen.Evaluation;

/// <summary>A model that is compared with others: an arm of an experiment, or a point of a curve.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Model">Name or folder of the model.</param>
/// <param name="Place">Where it is on its curve; null for an arm.</param>
public sealed record EvaluationArm(string Name, string Model, double? Place = null)
{
    /// <summary>Reads <c>NAME=MODEL</c>.</summary>
    /// <exception cref="RequestException">It is spelt otherwise.</exception>
    public static EvaluationArm Parse(string text)
    {
        var (name, model) = Split(text, '=', "NAME=MODEL");
        return new(name, model);
    }

    /// <summary>Reads <c>CURVE:X=MODEL</c>.</summary>
    /// <exception cref="RequestException">It is spelt otherwise.</exception>
    public static EvaluationArm ParsePoint(string text)
    {
        const string Form = "CURVE:X=MODEL";
        var (place, model) = Split(text, '=', Form);
        var (name, x) = Split(place, ':', Form);
        return double.TryParse(x, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? new(name, model, value)
            : throw new RequestException($"'{text}' was given; allowed: {Form}, where X is a number.");
    }

    private static (string Left, string Right) Split(string text, char mark, string form)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1
            ? (text[..at].Trim(), text[(at + 1)..].Trim())
            : throw new RequestException($"'{text}' was given; allowed: {form}.");
    }
}
