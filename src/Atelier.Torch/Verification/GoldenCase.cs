using System.Text.Json;
using Atelier.Torch.Weights;

namespace Atelier.Torch.Verification;

/// <summary>One recorded case of a reference library: what was called with what, and what came out.</summary>
/// <remarks>
/// <c>CASE.json</c> has component, config, call and tolerance; <c>CASE.safetensors</c>, where there are tensors, holds
/// <c>weights.*</c>, <c>in.*</c> and <c>out.*</c>.
/// </remarks>
public sealed class GoldenCase : IDisposable
{
    private readonly JsonDocument _json;
    private readonly SafetensorsTensors? _tensors;
    private readonly HashSet<string> _read = [];

    private GoldenCase(string path, JsonDocument json, SafetensorsTensors? tensors)
    {
        (Path, _json, _tensors) = (path, json, tensors);
        Component = Text("component") ?? "";
    }

    /// <summary>The JSON file.</summary>
    public string Path { get; }

    /// <summary>The folder that the case lies in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>File name without extension.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Class or function of the reference; empty where the file names none.</summary>
    public string Component { get; }

    /// <summary>The whole JSON.</summary>
    public JsonElement Json => _json.RootElement;

    /// <summary>Constructor arguments; undefined where absent.</summary>
    public JsonElement Config => Json.TryGetProperty("config", out var config) ? config : default;

    /// <summary>Which inputs are which arguments, and the other arguments; undefined where absent.</summary>
    public JsonElement Call => Json.TryGetProperty("call", out var call) ? call : default;

    /// <summary>Names of the inputs, without <c>in.</c></summary>
    public IEnumerable<string> Inputs => Names("in.");

    /// <summary>Names of the recorded outputs, without <c>out.</c></summary>
    public IEnumerable<string> Outputs => Names("out.");

    /// <summary>Inputs that nobody has read yet: what a runner left out of its calls.</summary>
    public IEnumerable<string> UnreadInputs => Inputs.Where(i => !_read.Contains($"in.{i}"));

    /// <summary>Opens a case by its JSON file.</summary>
    /// <exception cref="JsonException">The file is no JSON object.</exception>
    public static GoldenCase Open(string jsonPath)
    {
        var json = JsonDocument.Parse(File.ReadAllBytes(jsonPath));
        if (json.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException($"{jsonPath}: a case is a JSON object, this is {json.RootElement.ValueKind}.");
        var tensors = System.IO.Path.ChangeExtension(jsonPath, ".safetensors");
        return new(jsonPath, json, File.Exists(tensors) ? SafetensorsTensors.Open(tensors) : null);
    }

    /// <summary>Another case of the same folder, by name.</summary>
    public GoldenCase Sibling(string name) => Open(System.IO.Path.Combine(Folder, $"{name}.json"));

    /// <summary>True where an input was stored.</summary>
    public bool HasInput(string name) => Has($"in.{name}");

    /// <summary>True where an output was recorded.</summary>
    public bool HasOutput(string name) => Has($"out.{name}");

    /// <summary>A stored input.</summary>
    public Tensor Input(string name) => Read($"in.{name}");

    /// <summary>A stored input, or null where there is none.</summary>
    public Tensor? OptionalInput(string name) => HasInput(name) ? Input(name) : null;

    /// <summary>A recorded output.</summary>
    public Tensor Expected(string name) => Read($"out.{name}");

    /// <summary>The weights under <c>weights.PREFIX</c>, with the prefix taken off.</summary>
    /// <param name="prefix">Empty, or ending in a dot.</param>
    public ITensorSource Weights(string prefix = "") => new PrefixedTensors(
        _tensors ?? throw new WeightException($"{Path} has no tensors."), $"weights.{prefix}");

    /// <summary>The allowed distance of an output: |a - b| at most Absolute + Relative |b|.</summary>
    /// <remarks><c>config.output_tolerance</c> and <c>call.tolerance_per_output</c> (there with <c>others</c>) go before the case's <c>tolerance</c>.</remarks>
    public (double Absolute, double Relative) ToleranceOf(string output)
    {
        var common = Bounds(Field(Json, "tolerance"), (0, 0));
        if (Field(Config, "output_tolerance") is { ValueKind: JsonValueKind.Object } named && named.TryGetProperty(output, out var own))
            return Bounds(own, common);
        if (Field(Call, "tolerance_per_output") is not { ValueKind: JsonValueKind.Object } sharper)
            return common;
        return sharper.TryGetProperty(output, out var bounds) || sharper.TryGetProperty("others", out bounds) ? Bounds(bounds, common) : common;
    }

    /// <summary>A text field of the JSON, or null.</summary>
    public string? Text(string field) => Json.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _tensors?.Dispose();
    }

    private static JsonElement? Field(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

    // One number is the absolute bound alone.
    private static (double Absolute, double Relative) Bounds(JsonElement? json, (double Absolute, double Relative) otherwise) => json switch
    {
        { ValueKind: JsonValueKind.Number } number => (number.GetDouble(), otherwise.Relative),
        { ValueKind: JsonValueKind.Object } pair => (
            Field(pair, "atol")?.GetDouble() ?? otherwise.Absolute, Field(pair, "rtol")?.GetDouble() ?? otherwise.Relative),
        _ => otherwise,
    };

    private bool Has(string name) => _tensors?.Names.Contains(name) == true;

    private Tensor Read(string name)
    {
        _read.Add(name);
        return (_tensors ?? throw new WeightException($"{Path} has no tensors.")).Read(name);
    }

    private IEnumerable<string> Names(string prefix) => _tensors is null
        ? []
        : _tensors.Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..]).Order(StringComparer.Ordinal);
}
