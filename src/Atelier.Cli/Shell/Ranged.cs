using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Atelier.Cli.Shell;

/// <summary>Options that are numbers of a range; a wrong one is answered with what was given and what is allowed.</summary>
internal static class Ranged
{
    /// <summary>An optional number.</summary>
    public static Option<T?> Optional<T>(string name, string description, T low, T high, string helpName = "N")
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                // NaN passes no comparison, so it is refused as well.
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high)
                    return value;
                result.AddError($"{name} is {(T.Zero is int or long ? "a whole number" : "a number")} from {low} to {high}; '{text}' was given.");
                return null;
            },
        };

    /// <summary>A number with a default.</summary>
    public static Option<T> Of<T>(string name, string description, T low, T high, T fallback, string helpName = "N")
        where T : struct, INumber<T>
    {
        var optional = Optional<T>(name, description, low, high, helpName);
        return new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => fallback,
            CustomParser = result => optional.CustomParser!(result) ?? fallback,
        };
    }
}
