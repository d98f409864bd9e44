using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Systems.OminiControl2.Verification;

/// <summary>Recorded position ids of conditions, in the sampler's order and in the trainer's.</summary>
public sealed class ConditionPositionCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "Condition.encode (position ids)";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        CaseFields.RequireKnown(golden.Config, "The config", "cases", "output_tolerance");
        CaseFields.RequireKnown(
            golden.Call, "The call", "inputs", "case_k_ids", "case_k_token_index", "case_k_ids_trainer_order", "tolerance_per_output");
        var index = 0;
        foreach (var item in golden.Config.GetProperty("cases").EnumerateArray())
        {
            CaseFields.RequireKnown(item, $"Case {index}", "rows", "cols", "delta", "scale", "mask");
            var (rows, columns) = (item.GetProperty("rows").GetInt32(), item.GetProperty("cols").GetInt32());
            var placement = Placement(item, "scale");
            var choice = item.TryGetProperty("mask", out var mask) && mask.ValueKind == JsonValueKind.Array
                ? Choice(mask, rows, columns)
                : new TokenChoice(All(rows, columns));
            report.Check($"case_{index}_ids", choice.OfPositions(placement.Positions(rows, columns)));
            report.Check($"case_{index}_token_index", Tensor.From([.. choice.Indices], choice.Indices.Count));
            report.Check($"case_{index}_ids_trainer_order", (placement with { Order = ShiftOrder.AfterScale }).Positions(rows, columns));
            index++;
        }
    }

    internal static ConditionPlacement Placement(JsonElement item, string scale)
    {
        var delta = item.TryGetProperty("delta", out var given) && given.ValueKind == JsonValueKind.Array ? given : default;
        return new()
        {
            Rows = delta.ValueKind == JsonValueKind.Array ? delta[0].GetDouble() : 0,
            Columns = delta.ValueKind == JsonValueKind.Array ? delta[1].GetDouble() : 0,
            Scale = item.TryGetProperty(scale, out var factor) && factor.ValueKind == JsonValueKind.Number ? factor.GetDouble() : 1,
        };
    }

    // The reference transposes a mask before it flattens it, so that its masks are indexed [column][row].
    internal static TokenChoice Choice(JsonElement mask, int rows, int columns)
    {
        var given = mask.GetArrayLength();
        var keep = new bool[rows, columns];
        for (var column = 0; column < given; column++)
        {
            for (var row = 0; row < mask[column].GetArrayLength(); row++)
            {
                var flat = (row * given) + column;
                keep[flat / columns, flat % columns] = mask[column][row].ValueKind == JsonValueKind.True ||
                    (mask[column][row].ValueKind == JsonValueKind.Number && mask[column][row].GetDouble() != 0);
            }
        }

        return new(keep);
    }

    private static bool[,] All(int rows, int columns)
    {
        var keep = new bool[rows, columns];
        System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref keep[0, 0], keep.Length).Fill(true);
        return keep;
    }
}
