using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Verification;

/// <summary>What runners of recorded cases share.</summary>
internal static class CaseExtensions
{
    /// <summary>Compares an output where the case recorded it.</summary>
    public static void CheckIfRecorded(this CaseReport report, GoldenCase golden, string output, Func<Tensor> make)
    {
        if (golden.HasOutput(output))
            report.Check(output, make());
    }

    /// <summary>An argument of the call that is not a tensor (<c>call.arguments</c>), or null.</summary>
    public static JsonElement? Setting(this GoldenCase golden, string name) =>
        golden.Call.ValueKind == JsonValueKind.Object && golden.Call.TryGetProperty("arguments", out var arguments) &&
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
