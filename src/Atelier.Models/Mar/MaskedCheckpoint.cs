using System.Text.Json;
using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch.Weights;

namespace Atelier.Models.Mar;

/// <summary>Opens MAR and LightGen from the files that people have: a PyTorch checkpoint, safetensors, GGUF, or a folder with one of them.</summary>
public static class MaskedCheckpoint
{
    private static readonly string[] TorchEndings = [".pth", ".pt", ".ckpt", ".bin"];

    /// <summary>The network with its weights; sizes come from a <c>config.json</c> beside them or else from the shapes.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="averaged">Which weights of a training checkpoint: true for the average, false for the plain ones; null as each was published, MAR averaged and LightGen plain.</param>
    /// <exception cref="WeightException">There is no such file, or its tensors are those of another network.</exception>
    /// <exception cref="ConfigException">Sizes disagree.</exception>
    public static MaskedTokenModel Open(string path, bool? averaged = null)
    {
        var file = Directory.Exists(path) ? FileIn(path) : path;
        using var source = Source(file, averaged);
        var model = Make(ConfigBeside(path), source);
        try
        {
            StateDict.Load(model, source);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static MaskedTokenModel Make(JsonElement? config, ITensorSource source) => config is not { } json
        ? MaskedShapes.Of(source) switch
        {
            MarConfig mar => new MarTransformer(mar),
            LightGenConfig lightGen => new LightGenTransformer(lightGen),
            var other => throw new WeightException($"{source.Path}: {other.GetType().Name} is no known kind of sizes."),
        }
        : json.TryGetProperty("_class_name", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() == nameof(MarTransformer)
            ? new MarTransformer(ModelConfig.Read<MarConfig>(json))
            : new LightGenTransformer(ModelConfig.Read<LightGenConfig>(json));

    private static ITensorSource Source(string file, bool? averaged)
    {
        if (!IsTorch(file))
            return WeightFile.Open(file);
        string[] both = averaged is true ? ["model_ema", "model"] : averaged is false ? ["model", "model_ema"] : [];
        if (averaged is not null)
            return TorchTensors.Open(file, both);
        var plain = TorchTensors.Open(file, "model", "model_ema");
        if (MaskedShapes.IsLightGen(plain) || plain.Key != "model")
            return plain;
        plain.Dispose();
        return TorchTensors.Open(file, "model_ema", "model");
    }

    private static JsonElement? ConfigBeside(string path)
    {
        var file = Path.Combine(Directory.Exists(path) ? path : "", "config.json");
        return Directory.Exists(path) && File.Exists(file) ? JsonFile.ReadObject(file) : null;
    }

    private static string FileIn(string folder)
    {
        if (Directory.EnumerateFiles(folder, "*.safetensors").Any() || Directory.EnumerateFiles(folder, "*.gguf").Any())
            return folder;
        var files = Directory.EnumerateFiles(folder).Where(IsTorch).ToArray();
        return files.Length == 1
            ? files[0]
            : throw new WeightException($"'{folder}' holds no safetensors, no GGUF and {files.Length} PyTorch checkpoints; exactly one is needed.");
    }

    private static bool IsTorch(string path) => TorchEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
