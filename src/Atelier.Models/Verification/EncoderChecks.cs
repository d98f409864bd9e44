using System.Globalization;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Verification;

/// <summary>Hands the states of an encoder to the report under the names that the cases use.</summary>
internal static class EncoderChecks
{
    /// <summary>Checks <c>embeddings</c>, <c>block.N</c>, <c>hidden_states.N</c>, <c>last_hidden_state</c> and <c>pooler_output</c> where recorded.</summary>
    /// <param name="report">Takes the outputs.</param>
    /// <param name="golden">Says which outputs are wanted.</param>
    /// <param name="states">What the encoder answered.</param>
    /// <param name="embeddings">What the case calls embeddings, where it is not the state that enters the first block.</param>
    public static void Check(this CaseReport report, GoldenCase golden, EncoderStates states, Tensor? embeddings = null)
    {
        foreach (var output in golden.Outputs)
        {
            var tensor = output switch
            {
                "embeddings" => embeddings ?? states.HiddenStates[0],
                "last_hidden_state" => states.LastHiddenState,
                "pooler_output" => states.Pooled,
                _ when Number(output, "block.") is { } block => states.HiddenStates[block + 1],
                _ when Number(output, "hidden_states.") is { } state => states.HiddenStates[state < 0 ? state + states.HiddenStates.Count : state],
                _ => null,
            };
            if (tensor is not null)
                report.Check(output, tensor);
        }
    }

    private static int? Number(string output, string prefix) => output.StartsWith(prefix, StringComparison.Ordinal) &&
        int.TryParse(output.AsSpan(prefix.Length), CultureInfo.InvariantCulture, out var number) ? number : null;
}
