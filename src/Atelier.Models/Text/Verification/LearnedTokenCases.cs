using System.Text.Json;
using Atelier.Models.Text.Prompts;
using Atelier.Models.Verification;
using Atelier.Torch.Verification;

namespace Atelier.Models.Text.Verification;

/// <summary>Recorded files of textual inversion: the words and rows that they add, and what becomes of prompts.</summary>
public sealed class LearnedTokenCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "TextualInversionLoaderMixin" && golden.Config.TryGetProperty("tokens_added", out _);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var given = golden.Config.TryGetProperty("tokens_given", out var words) ? words.EnumerateArray().Select(w => w.GetString()).ToArray() : [];
        var files = new List<LearnedToken>();
        for (var i = 0; golden.Inputs.Any(n => n.StartsWith($"file.{i}/", StringComparison.Ordinal)); i++)
        {
            using var file = new CaseTensors(golden, $"file.{i}/");
            files.Add(LearnedTokenFile.Read(file, given.ElementAtOrDefault(i)));
        }

        var tokens = new LearnedTokens(files);
        var added = golden.Config.GetProperty("tokens_added").EnumerateArray().Select(t => t.GetString()!).ToArray();
        report.Check("tokens_added", added.SequenceEqual(tokens.Words), $"{string.Join(" ", tokens.Words)} instead of {string.Join(" ", added)}");
        report.CheckIfRecorded(golden, "embeddings", () => tokens.Rows());
        foreach (var (prompt, i) in Prompts(golden.Config).Select((p, i) => (p, i)))
        {
            var (expected, actual) = (prompt.GetProperty("out").GetString(), tokens.Expand(prompt.GetProperty("in").GetString()!));
            report.Check($"prompts.{i}", expected == actual, $"'{actual}' instead of '{expected}'");
        }
    }

    private static JsonElement.ArrayEnumerator Prompts(JsonElement config) => config.TryGetProperty("prompts", out var prompts) ? prompts.EnumerateArray() : default;
}
