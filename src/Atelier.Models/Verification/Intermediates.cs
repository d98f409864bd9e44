using System.Globalization;
using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Verification;

/// <summary>Hands what parts of a network answered to the report, by the names that the case gives them.</summary>
internal sealed class Intermediates
{
    private readonly GoldenCase _golden;
    private readonly CaseReport _report;
    private readonly Dictionary<string, List<string>> _outputs = [];

    public Intermediates(GoldenCase golden, CaseReport report)
    {
        (_golden, _report) = (golden, report);
        if (!golden.Call.TryGetProperty("intermediate", out var intermediate) || intermediate.ValueKind != JsonValueKind.Object)
            return;
        foreach (var entry in intermediate.EnumerateObject())
        {
            var part = entry.Value.GetString()!.Replace("output of ", "", StringComparison.Ordinal);
            if (!_outputs.TryGetValue(part, out var names))
                _outputs[part] = names = [];
            names.Add(entry.Name);
        }
    }

    /// <summary>Checks the answer of a part where it was recorded; several tensors are told apart by <c>_0</c>, <c>_1</c>, ...</summary>
    public void Observe(string part, IReadOnlyList<Tensor> answers)
    {
        foreach (var name in _outputs.GetValueOrDefault(part) ?? [])
        {
            if (_golden.HasOutput(name))
                _report.Check(name, answers[0]);
            for (var i = 0; i < answers.Count; i++)
            {
                var numbered = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
                if (_golden.HasOutput(numbered))
                    _report.Check(numbered, answers[i]);
            }
        }
    }
}
