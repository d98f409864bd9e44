using System.Text.Json;

namespace Atelier.Torch.Verification;

/// <summary>Fields of recorded cases: what nobody knows may change the result, and must not be passed over.</summary>
public static class CaseFields
{
    /// <summary>Fails where an object has a field beside the known ones that says something.</summary>
    /// <param name="json">An object; anything else has no fields.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="known">Names of the fields that are read, or are known to change nothing.</param>
    /// <exception cref="NotSupportedException">It has such a field.</exception>
    public static void RequireKnown(JsonElement json, string what, params ReadOnlySpan<string> known)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return;
        foreach (var field in json.EnumerateObject())
        {
            if (Says(field.Value) && !known.Contains(field.Name))
                throw new NotSupportedException($"{what} has '{field.Name}' = {field.Value.GetRawText()}, which is not known.");
        }
    }

    /// <summary>Whether a value says something: null, false, and what is empty are the same as an absent field.</summary>
    public static bool Says(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => false,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => true,
    };
}
