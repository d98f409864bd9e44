using System.Text.Json;
using Atelier.Torch.Verification;

namespace Atelier.Systems.OminiControl2.Verification;

/// <summary>How the calls of recorded cases with conditions are read.</summary>
internal static class ConditionedCall
{
    // They describe the stored tensors.
    private static readonly string[] Described = ["inputs", "num_conditions", "conditions", "tolerance_per_output"];
    private static readonly string[] Condition = ["rows", "cols", "delta", "position_scale"];

    /// <summary>Fails where the call, or one of its conditions, has a field that says something and that nobody reads.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="arguments">Fields of the call that are read, or are known to change nothing.</param>
    /// <param name="condition">The same for each of its conditions, beside size and place.</param>
    /// <exception cref="NotSupportedException">There is such a field.</exception>
    public static void RequireKnown(GoldenCase golden, string[] arguments, params string[] condition)
    {
        CaseFields.RequireKnown(golden.Call, "The call", [.. Described, .. arguments]);
        if (!golden.Call.TryGetProperty("conditions", out var conditions) || conditions.ValueKind != JsonValueKind.Array)
            return;
        foreach (var item in conditions.EnumerateArray())
            CaseFields.RequireKnown(item, "A condition", [.. Condition, .. condition]);
    }

    /// <summary>A truth value; null is the same as an absent field.</summary>
    public static bool Flag(this JsonElement json, string name, bool otherwise = false) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetBoolean() : otherwise;

    /// <summary>A number; null is the same as an absent field.</summary>
    public static double? Number(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : null;
}
