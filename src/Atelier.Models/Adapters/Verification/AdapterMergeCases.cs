using System.Text.Json;
using Atelier.Models.Adapters.Merging;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Adapters.Verification;

/// <summary>Recorded sums of changes and merged low-rank adapters of PEFT.</summary>
public sealed class AdapterMergeCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is "peft.utils.merge_utils" or "LoraModel.add_weighted_adapter";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (golden.Component == "peft.utils.merge_utils")
            Sums(golden, report);
        else
            Merges(golden, report);
    }

    private static void Sums(GoldenCase golden, CaseReport report)
    {
        var (tasks, masks) = (Numbered(golden, "task."), Numbered(golden, "mask."));
        var density = golden.Call.GetProperty("density").GetDouble();
        var given = golden.Input("weights");
        double[] weights = [.. Enumerable.Range(0, tasks.Length).Select(i => given.Narrow(0, i, 1).Item())];
        Tensor[] pruned = [.. tasks.Select(t => TaskVectors.Prune(t, density))];
        for (var i = 0; i < pruned.Length; i++)
            report.Check($"pruned.{i}", pruned[i]);
        report.CheckIfRecorded(golden, "task_arithmetic", () => TaskVectors.Sum(tasks, weights));
        report.CheckIfRecorded(golden, "magnitude_prune", () => TaskVectors.MagnitudePrune(tasks, weights, density));
        report.CheckIfRecorded(golden, "dare_linear", () => TaskVectors.DareLinear(tasks, weights, masks, density));
        foreach (var election in Enum.GetValues<SignElection>())
        {
            var word = election == SignElection.Total ? "total" : "frequency";
            report.CheckIfRecorded(golden, $"majority_{word}", () => TaskVectors.MajoritySigns(Tensor.Stack(tasks, 0), election));
            report.CheckIfRecorded(golden, $"ties_{word}", () => TaskVectors.Ties(tasks, weights, density, election));
            report.CheckIfRecorded(golden, $"dare_ties_{word}", () => TaskVectors.DareTies(tasks, weights, masks, density, election));
        }
    }

    private static void Merges(GoldenCase golden, CaseReport report)
    {
        var call = golden.Call;
        string[] adapters = [.. call.GetProperty("adapters").EnumerateArray().Select(a => a.GetString()!)];
        var (weights, ranks, alphas) = (Numbers(call, "weights"), Numbers(call, "ranks"), Numbers(call, "lora_alpha"));
        foreach (var kind in call.GetProperty("kinds").EnumerateArray())
        {
            var word = kind.Word("combination_type")!;
            var merge = new LowRankMerge(Enum.Parse<MergeKind>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true))
            {
                Density = kind.Double("density", 1),
                Election = kind.Word("majority_sign_method") == "frequency" ? SignElection.Frequency : SignElection.Total,
                Rank = call.Int("svd_rank", (int)ranks.Max()),
            };
            foreach (var layer in golden.Inputs.Select(n => n.Split('.')[1]).Distinct().ToArray())
            {
                LowRankChange[] changes = [.. adapters.Select((a, i) => new LowRankChange(
                    golden.Input($"{a}.{layer}.lora_A.weight"), golden.Input($"{a}.{layer}.lora_B.weight"), alphas[i] / ranks[i]))];
                var merged = merge.Apply(changes, weights);
                report.CheckIfRecorded(golden, $"{word}.{layer}.delta", merged.Matrix);
                report.CheckIfRecorded(golden, $"{word}.{layer}.lora_A", () => merged.A);
                report.CheckIfRecorded(golden, $"{word}.{layer}.lora_B", () => merged.B);
            }
        }
    }

    private static double[] Numbers(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static Tensor[] Numbered(GoldenCase golden, string prefix) =>
        [.. Enumerable.Range(0, int.MaxValue).TakeWhile(i => golden.HasInput($"{prefix}{i}")).Select(i => golden.Input($"{prefix}{i}"))];
}
