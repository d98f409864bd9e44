using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Verification;

/// <summary>Arguments of a recorded call.</summary>
internal static class CaseArguments
{
    /// <summary>The stored input that was given as an argument, or null where the call left it out.</summary>
    public static Tensor? Argument(this GoldenCase golden, string name)
    {
        if (golden.Call.ValueKind == JsonValueKind.Object && golden.Call.TryGetProperty("arguments", out var arguments) &&
            arguments.TryGetProperty(name, out var input) && input.ValueKind == JsonValueKind.String)
            return golden.Input(input.GetString()!);
        return golden.OptionalInput(name);
    }

    /// <summary>The stored input that was given as an argument.</summary>
    /// <exception cref="ArgumentException">The call left it out.</exception>
    public static Tensor Required(this GoldenCase golden, string name) =>
        golden.Argument(name) ?? throw new ArgumentException($"{golden.Path}: the call has no argument '{name}'.");

    /// <summary>A further argument of the call that is no tensor; undefined where absent.</summary>
    public static JsonElement Option(this GoldenCase golden, string name) =>
        golden.Call.ValueKind == JsonValueKind.Object && golden.Call.TryGetProperty("options", out var options) &&
        options.TryGetProperty(name, out var value) ? value : default;

    /// <summary>True where a further argument of the call is true.</summary>
    public static bool Flag(this GoldenCase golden, string name) => golden.Option(name).ValueKind == JsonValueKind.True;
}
