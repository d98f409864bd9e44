using System.Globalization;
using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Evaluation.Verification;

/// <summary>One recorded metric and its report.</summary>
/// <param name="golden">The case.</param>
/// <param name="report">Where answers go.</param>
public sealed class MetricCase(GoldenCase golden, CaseReport report)
{
    // What was counted and how, which shows in the tensors.
    private static readonly string[] Told = ["images", "categories", "channels", "net", "orders", "multi_scale", "token_dim", "output_tolerance"];

    private readonly HashSet<string> _asked = [.. Told];

    /// <summary>The case.</summary>
    public GoldenCase Golden => golden;

    /// <summary>A field of the config; undefined where absent.</summary>
    public JsonElement Field(string name)
    {
        _asked.Add(name);
        return golden.Config.ValueKind == JsonValueKind.Object && golden.Config.TryGetProperty(name, out var value) ? value : default;
    }

    /// <summary>Fails for a field of the config that says something and was not read.</summary>
    public void Close() => CaseFields.RequireKnown(golden.Config, "The config", [.. _asked]);

    /// <summary>A stored input.</summary>
    public Tensor Input(string name) => golden.Input(name);

    /// <summary>A stored input as numbers.</summary>
    public double[] Numbers(string name) => golden.Input(name).To(ScalarType.Float64).ToArray<double>();

    /// <summary>Compares a tensor where it was recorded.</summary>
    public void Check(string output, Func<Tensor> value)
    {
        if (golden.HasOutput(output))
            report.Check(output, value());
    }

    /// <summary>Compares a number where it was recorded.</summary>
    public void Check(string output, Func<double> value) =>
        Check(output, () => Tensor.Full(golden.Expected(output).Shape, value(), ScalarType.Float64));

    /// <summary>Compares numbers where they were recorded.</summary>
    public void Check(string output, Func<IReadOnlyList<double>> values) => Check(output, () =>
    {
        var list = values();
        return Tensor.From([.. list], list.Count);
    });

    /// <summary>A number of the config.</summary>
    public double Number(string name, double otherwise)
    {
        _asked.Add(name);
        return Number(golden.Config, name, otherwise);
    }

    /// <summary>A truth value of the config.</summary>
    public bool Flag(string name, bool otherwise)
    {
        _asked.Add(name);
        return Flag(golden.Config, name, otherwise);
    }

    /// <summary>A number of a JSON object; infinity may be a word.</summary>
    internal static double Number(JsonElement json, string name, double otherwise)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return otherwise;
        return value.ValueKind == JsonValueKind.String ? Word(value.GetString()!) : value.GetDouble();
    }

    /// <summary>A truth value of a JSON object.</summary>
    internal static bool Flag(JsonElement json, string name, bool otherwise) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : otherwise;

    /// <summary>A number, or the word for an infinite one.</summary>
    internal static double Word(string text) => text.TrimStart('+').ToUpperInvariant() is "INF" or "INFINITY"
        ? double.PositiveInfinity
        : double.Parse(text, CultureInfo.InvariantCulture);
}
