using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Atelier.Imaging;

/// <summary>The generation parameters that A1111's web UI and many others write into pictures under <c>parameters</c>.</summary>
/// <remarks>
/// The prompt, then <c>Negative prompt:</c>, both of any number of lines, then one line of <c>Key: value</c> pairs. That line counts only
/// with at least three pairs. Values with a comma, a colon or a line end stand as JSON strings.
/// </remarks>
public sealed partial record GenerationText
{
    private const string NegativeMark = "Negative prompt:";
    private const int LeastPairs = 3;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What to paint; lines are separated by <c>\n</c>.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>What not to paint.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>The pairs of the last line in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>A field's last value, or null; of <c>WxH</c> values <c>Key-1</c> and <c>Key-2</c> are the parts.</summary>
    public string? this[string key]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(key);
            if (Find(key) is { } value)
                return value;
            return key.Length > 2 && key[^2] == '-' && key[^1] is '1' or '2' && Find(key[..^2]) is { } whole && SizePattern().Match(whole) is { Success: true } match
                ? match.Groups[key[^1] - '0'].Value
                : null;
        }
    }

    /// <summary>The seed, or null.</summary>
    public long? Seed => long.TryParse(this["Seed"], out var seed) ? seed : null;

    /// <summary>The number of steps, or null.</summary>
    public int? Steps => int.TryParse(this["Steps"], out var steps) ? steps : null;

    /// <summary>The guidance (<c>CFG scale</c>), or null.</summary>
    public double? Guidance => double.TryParse(this["CFG scale"], out var scale) ? scale : null;

    /// <summary>Width and height, or null.</summary>
    public (int Width, int Height)? Size =>
        int.TryParse(this["Size-1"], out var width) && int.TryParse(this["Size-2"], out var height) ? (width, height) : null;

    /// <summary>Layers of the text encoder left out at its end, plus 1; 1 where nothing is said.</summary>
    public int ClipSkip => int.TryParse(this["Clip skip"], out var skip) ? skip : 1;

    /// <summary>Where the noise came from: GPU where nothing is said, CPU, or NV.</summary>
    public string NoiseSource => this["RNG"] ?? "GPU";

    /// <summary>Reads a text; anything is accepted, what is not understood belongs to the prompt.</summary>
    public static GenerationText Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Trim().Split('\n').ToList();
        // A key of blanks and one letter could not be written again: such a pair is text like any other.
        var pairs = PairPattern().Matches(lines[^1]).Select(m => (Key: m.Groups[1].Value.TrimEnd(), Value: m.Groups[2].Value)).Where(p => KeyPattern().IsMatch(p.Key)).ToArray();
        if (pairs.Length >= LeastPairs)
            lines.RemoveAt(lines.Count - 1);
        var (prompt, negative) = (new List<string>(), new List<string>());
        var current = prompt;
        foreach (var line in lines.Select(line => line.Trim()))
        {
            var marked = line.StartsWith(NegativeMark, StringComparison.Ordinal);
            current = marked ? negative : current;
            current.Add(marked ? line[NegativeMark.Length..].Trim() : line);
        }

        return new GenerationText
        {
            Prompt = string.Join('\n', prompt),
            NegativePrompt = string.Join('\n', negative),
            Fields = pairs.Length < LeastPairs ? [] : [.. pairs.Select(p => new KeyValuePair<string, string>(p.Key, Unquote(p.Value)))],
        };
    }

    /// <summary>Writes the text.</summary>
    /// <exception cref="InvalidOperationException">A key is none, or there are one or two fields, which no reader would find.</exception>
    public override string ToString()
    {
        if (Fields.Count is > 0 and < LeastPairs)
            throw new InvalidOperationException($"Readers need at least {LeastPairs} fields; {Fields.Count} were given.");
        var text = new StringBuilder(Prompt);
        if (NegativePrompt.Length > 0)
            text.Append('\n').Append(NegativeMark).Append(' ').Append(NegativePrompt);
        if (Fields.Count > 0)
            text.Append('\n').AppendJoin(", ", Fields.Select(field => $"{CheckKey(field.Key)}: {Quote(field.Value)}"));
        return text.ToString();
    }

    /// <summary>A copy with one field set at its place, or added at the end.</summary>
    public GenerationText With(string key, string value)
    {
        var fields = Fields.ToList();
        var at = fields.FindIndex(field => field.Key == key);
        if (at >= 0)
            fields[at] = new(key, value);
        else
            fields.Add(new(key, value));
        return this with { Fields = fields };
    }

    /// <summary>Whether all texts and fields are equal.</summary>
    public bool Equals(GenerationText? other) =>
        other is not null && Prompt == other.Prompt && NegativePrompt == other.NegativePrompt && Fields.SequenceEqual(other.Fields);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Prompt, NegativePrompt, Fields.Count);

    private string? Find(string key) => Fields.LastOrDefault(field => field.Key == key).Value;

    private static string CheckKey(string key) => KeyPattern().IsMatch(key)
        ? key
        : throw new InvalidOperationException($"A key has at least two letters, digits, blanks, '-' or '/' and begins with a letter or digit; '{key}' was given.");

    private static string Quote(string value)
    {
        var plain = value.Length > 0 && value == value.Trim() && value.IndexOfAny([',', ':', '\n', '\r', '"']) < 0;
        return plain ? value : JsonSerializer.Serialize(value, Plain);
    }

    private static string Unquote(string value)
    {
        if (value.Length < 2 || value[0] != '"' || value[^1] != '"')
            return value;
        try
        {
            return JsonSerializer.Deserialize<string>(value) ?? value;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return value;
        }
    }

    // Linear in the length whatever the text is: it comes from files of strangers.
    [GeneratedRegex("""\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)""", RegexOptions.NonBacktracking)]
    private static partial Regex PairPattern();

    [GeneratedRegex(@"^\w[\w \-/]*[\w\-/]$")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"^(\d+)x(\d+)$")]
    private static partial Regex SizePattern();
}
