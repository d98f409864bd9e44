using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Torch.Weights;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Finds the parts of a FLUX model: in a components folder, in the model's folder, or inside its single file.</summary>
/// <param name="index">The model's folder, or null.</param>
/// <param name="extra">The components folder, or null: its subfolders are named as in a model folder, single files are told by their tensors.</param>
/// <param name="file">The model's single file, or null.</param>
internal sealed class FluxComponents(ModelIndex? index, string? extra, string? file)
{
    // A tensor that every file of the part has, and what a single file of a whole model puts before it.
    private static readonly (string Part, string Marker, string Prefix)[] Known =
    [
        ("vae", "decoder.conv_in.weight", "vae."),
        ("text_encoder", "text_model.embeddings.token_embedding.weight", "text_encoders.clip_l.transformer."),
        ("text_encoder_2", "encoder.block.0.layer.0.SelfAttention.q.weight", "text_encoders.t5xxl.transformer."),
        ("text_encoder_2", "enc.blk.0.attn_q.weight", "text_encoders.t5xxl.transformer."),
    ];

    /// <summary>The only scheduler that a FLUX pipeline has.</summary>
    public const string SchedulerClass = "FlowMatchEulerDiscreteScheduler";

    /// <summary>A part with weights.</summary>
    /// <param name="part">Its name in a model folder.</param>
    /// <param name="what">What it is, for people.</param>
    /// <param name="classes">Classes of a model folder that are allowed.</param>
    /// <exception cref="RequestException">It is nowhere.</exception>
    public FluxComponent Find(string part, string what, params string[] classes) => Optional(part, classes) ?? throw Missing(part, what);

    /// <summary>A part with weights, or null where there is none.</summary>
    public FluxComponent? Optional(string part, params string[] classes)
    {
        if (SubFolder(part) is { } folder)
            return new(folder, () => ScaledTensors.Over(WeightFile.Open(folder)));
        if (Beside(part) is { } beside)
            return new(null, () => ScaledTensors.Over(WeightFile.Open(beside)));
        if (index?.Part(part) is not null)
        {
            var own = index.FolderOf(part, classes);
            return new(own, () => WeightFile.Open(own));
        }

        return Inside(part) is { } prefix ? new(null, () => new PrefixedTensors(ScaledTensors.Over(WeightFile.Open(file!)), prefix)) : null;
    }

    /// <summary>A folder or file of a part without weights: a tokenizer.</summary>
    /// <param name="part">Its name in a model folder.</param>
    /// <param name="names">What the file is called where it lies in the components folder itself.</param>
    /// <exception cref="RequestException">It is nowhere.</exception>
    public string Path(string part, params string[] names)
    {
        var beside = names.Select(n => System.IO.Path.Combine(extra ?? "", n)).FirstOrDefault(p => extra is not null && File.Exists(p));
        return SubFolder(part) ?? beside ?? (index?.Part(part) is { } own ? index.FolderOf(part, own.Class) : throw Missing(part, string.Join(" or ", names)));
    }

    /// <summary>The folder with <c>scheduler_config.json</c>, or null where there is none.</summary>
    public string? Scheduler() => SubFolder("scheduler") ?? index?.FolderOf("scheduler", SchedulerClass);

    private RequestException Missing(string part, string what) => new(
        $"{file ?? index?.Folder} has no {what}: " +
        (extra is null ? "name a components folder" : $"the components folder '{extra}' must have") + $" with a subfolder {part} or such a file.");

    private string? SubFolder(string part) =>
        extra is not null && System.IO.Path.Combine(extra, part) is var folder && Directory.Exists(folder) ? folder : null;

    private string? Beside(string part) => extra is null ? null : Directory.EnumerateFiles(extra)
        .Where(f => f.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || f.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal).FirstOrDefault(f => Holds(f, part));

    private static bool Holds(string path, string part)
    {
        using var source = WeightFile.Open(path);
        return Known.Any(k => k.Part == part && source.Names.Any(n => n == k.Marker || n.EndsWith($".{k.Marker}", StringComparison.Ordinal)));
    }

    private string? Inside(string part)
    {
        if (file is null)
            return null;
        using var source = ScaledTensors.Over(WeightFile.Open(file));
        return Known.Where(k => k.Part == part && source.Names.Contains(k.Prefix + k.Marker)).Select(k => k.Prefix).FirstOrDefault();
    }
}
