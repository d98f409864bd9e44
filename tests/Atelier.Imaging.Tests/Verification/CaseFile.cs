using System.Buffers.Binary;
using System.Text.Json;
using Atelier.Imaging.Verification;

namespace Atelier.Imaging.Tests.Verification;

/// <summary>Reads the small safetensors files of the recorded cases.</summary>
internal static class CaseFile
{
    public static IReadOnlyDictionary<string, CaseArray> Load(string path)
    {
        var file = File.ReadAllBytes(path);
        var start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, start - 8));
        var arrays = new Dictionary<string, CaseArray>();
        foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            var range = entry.Value.GetProperty("data_offsets").EnumerateArray().Select(value => value.GetInt32()).ToArray();
            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(value => value.GetInt32())];
            arrays[entry.Name] = new CaseArray(entry.Value.GetProperty("dtype").GetString()!, shape, file[(start + range[0])..(start + range[1])]);
        }

        return arrays;
    }
}
