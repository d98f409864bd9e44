using System.Globalization;
using System.Text.Json;

namespace Atelier.Models.UNet;

/// <summary>Block weights as diffusers writes them: <c>{"down": 0.9, "mid": 0.3, "up": {"block_1": [0.2, 0.8]}}</c>.</summary>
public static class BlockWeightsJson
{
    private const string Block = "block_";

    /// <summary>Reads the weights.</summary>
    /// <exception cref="JsonException">A field is not known or is no number, list or object where one is needed.</exception>
    public static BlockWeights Read(JsonElement json)
    {
        var weights = new BlockWeights();
        foreach (var field in json.EnumerateObject())
        {
            weights = field.Name switch
            {
                "down" => weights with { Down = Level(field.Value) },
                "mid" => weights with { Mid = field.Value.GetDouble() },
                "up" => weights with { Up = Level(field.Value) },
                _ => throw new JsonException($"'{field.Name}' is no part of a UNet; there are down, mid and up."),
            };
        }

        return weights;
    }

    private static LevelWeights Level(JsonElement json) => json.ValueKind == JsonValueKind.Number
        ? new() { All = json.GetDouble() }
        : new() { Blocks = json.EnumerateObject().ToDictionary(b => Number(b.Name), b => Numbers(b.Value)) };

    private static int Number(string name) =>
        name.StartsWith(Block, StringComparison.Ordinal) && int.TryParse(name.AsSpan(Block.Length), CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new JsonException($"'{name}' is no block; write block_0, block_1, ...");

    private static IReadOnlyList<double> Numbers(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number ? [json.GetDouble()] : [.. json.EnumerateArray().Select(v => v.GetDouble())];
}
