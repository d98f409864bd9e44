using System.Text.Json.Nodes;

namespace Atelier.Fuzzing;

/// <summary>Changes of JSON that keep it JSON.</summary>
public static class JsonMutations
{
    private static readonly string[] Odd =
    [
        "null", "true", "[]", "{}", "\"\"", "0", "-1", "1.5", "1e400", "-0", "9223372036854775807", "9223372036854775808", "18446744073709551616",
        "\"\\ud800\"", "\"\\u0000\"", "\"../x.safetensors\"", "\"__metadata__\"", "[[[[[[[[1]]]]]]]]", "{\"a\":1,\"a\":2}", "\"F32\"", "[0,0]", "[1,-1]",
        "4611686018427387904", "[4294967296,4294967296]",
    ];

    /// <summary>Replaces, removes or repeats a few values; text that is no JSON is changed byte by byte.</summary>
    public static byte[] Mutate(Random random, byte[] input, byte[] other)
    {
        try
        {
            if (random.Next(3) > 0 && JsonNode.Parse(input) is { } root)
            {
                for (var left = random.Next(1, 4); left > 0; left--)
                    Change(random, root);
                var text = root.ToJsonString();

                // Placeholders become values that a tree cannot hold, such as repeated names.
                while (text.Contains("\"@odd\"", StringComparison.Ordinal))
                {
                    var at = text.IndexOf("\"@odd\"", StringComparison.Ordinal);
                    text = text[..at] + Odd[random.Next(Odd.Length)] + text[(at + 6)..];
                }

                return System.Text.Encoding.UTF8.GetBytes(text);
            }
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
        }

        return ByteMutations.Mutate(random, input, other);
    }

    private static void Change(Random random, JsonNode node)
    {
        // Walks down to a random place, then puts something odd there.
        while (true)
        {
            switch (node)
            {
                case JsonObject { Count: > 0 } map:
                    var name = map.ElementAt(random.Next(map.Count)).Key;
                    if (map[name] is { } inner and (JsonObject or JsonArray) && random.Next(4) > 0)
                    {
                        node = inner;
                        continue;
                    }

                    if (random.Next(5) == 0)
                        map.Remove(name);
                    else if (random.Next(4) == 0)
                        map[name + "x"] = map[name]?.DeepClone();
                    else
                        map[name] = "@odd";
                    return;
                case JsonArray { Count: > 0 } list:
                    var index = random.Next(list.Count);
                    if (list[index] is { } item and (JsonObject or JsonArray) && random.Next(4) > 0)
                    {
                        node = item;
                        continue;
                    }

                    if (random.Next(5) == 0)
                        list.RemoveAt(index);
                    else if (random.Next(4) == 0)
                        list.Add(list[index]?.DeepClone());
                    else
                        list[index] = "@odd";
                    return;
                default:
                    return;
            }
        }
    }
}
