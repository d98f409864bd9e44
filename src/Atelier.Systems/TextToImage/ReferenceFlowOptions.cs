using System.Text.Json;
using Atelier.Diffusion.FlowMatching;

namespace Atelier.Systems.TextToImage;

/// <summary>Reads the flow-matching fields of a <c>scheduler_config.json</c>.</summary>
internal static class ReferenceFlowOptions
{
    public static FlowMatchOptions Read(JsonElement json)
    {
        var plain = new FlowMatchOptions();
        double Number(string name, double otherwise) => json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number ? v.GetDouble() : otherwise;
        return new()
        {
            TrainTimesteps = (int)Number("num_train_timesteps", plain.TrainTimesteps),
            Shift = Number("shift", plain.Shift),
            DynamicShift = json.TryGetProperty("use_dynamic_shifting", out var dynamic) && dynamic.ValueKind == JsonValueKind.True,
            BaseShift = Number("base_shift", plain.BaseShift),
            MaxShift = Number("max_shift", plain.MaxShift),
            BaseTokens = Number("base_image_seq_len", plain.BaseTokens),
            MaxTokens = Number("max_image_seq_len", plain.MaxTokens),
        };
    }
}
