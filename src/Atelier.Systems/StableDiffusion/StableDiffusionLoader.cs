using Atelier.Models.Adapters;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.Prompts;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Models.UNet;
using Atelier.Models.UNet.ImagePrompts;
using Atelier.Models.Vision.Clip;
using Atelier.Models.Weights;
using Atelier.Systems.Pipelines;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>Opens Stable Diffusion from a model folder or a single file, with adapters, embeddings and controls.</summary>
public static class StableDiffusionLoader
{
    /// <summary>True where a name, folder or file (by path, or by name in a folder of models) is a model that this pipeline paints with, or a file that no other can.</summary>
    public static bool Knows(string nameOrPath)
    {
        if (FileOf(nameOrPath) is { } path)
        {
            if (WeightFile.IsTorch(path))
                return true;
            // By content: a file may be called anything, and GGUF holds this model, too.
            if (!WeightFile.Is(path))
                return false;
            using var file = WeightFile.Open(path);
            return StableDiffusionFile.Knows(file);
        }

        var folder = ModelCatalog.Find(nameOrPath);
        return File.Exists(Path.Combine(folder, "model_index.json")) && StableDiffusionFolder.Knows(ModelIndex.Open(folder));
    }

    /// <summary>Opens a model.</summary>
    /// <param name="nameOrPath">Name of a model, a folder with <c>model_index.json</c>, or a checkpoint file (safetensors, GGUF, PyTorch).</param>
    /// <param name="extras">What is opened with it.</param>
    /// <param name="device">Where it runs; the first GPU or else the CPU if left out.</param>
    /// <exception cref="RequestException">There is no such model, or a part is missing or of another class.</exception>
    /// <exception cref="AdapterException">An adapter, embedding or control belongs to another base model.</exception>
    public static StableDiffusionPipeline Open(string nameOrPath, StableDiffusionExtras? extras = null, Device? device = null)
    {
        extras ??= new();
        var parts = FileOf(nameOrPath) is { } path
            ? StableDiffusionFile.Open(path, extras)
            : StableDiffusionFolder.Open(ModelCatalog.Find(nameOrPath), extras);
        if (extras.Vae is { } vae)
        {
            parts.Autoencoder.Dispose();
            parts = parts with
            {
                Autoencoder = AutoencoderFiles.Open(vae, parts.Autoencoder.Config, extras.Tile),
                Vae = Path.GetFileName(Path.TrimEndingDirectorySeparator(vae)),
            };
        }

        CheckVocabulary(parts.Tokenizer, parts.Text);
        if (parts.Second is { } second)
            CheckVocabulary(second.Tokenizer, second.Text);
        var learned = Embeddings(extras, parts);
        if (learned is not null)
        {
            parts = parts with
            {
                Tokenizer = parts.Tokenizer.With(learned.Words),
                Second = parts.Second is null ? null : parts.Second with { Tokenizer = parts.Second.Tokenizer.With(learned.Words) },
            };
        }

        var at = device ?? Device.Best;
        var loras = extras.Loras.Select(choice => (Choice: choice, Adapter: Lora(choice, parts))).ToArray();
        var controls = extras.Controls.ToDictionary(c => c.Key, c => ControlFiles.Open(c.Value, parts.UNet, parts.Autoencoder.Config.LatentChannels));
        var pictures = extras.PictureAdapters.ToDictionary(p => p.Key, p => PictureAdapter(p.Key, p.Value, parts.UNet));
        var encoder = pictures.Count > 0 ? ImageEncoder(extras, parts) : null;

        parts.To(at);
        foreach (var network in controls.Values.Concat(pictures.Values).Append(encoder).OfType<Module>())
        {
            network.To(at, ProductPrecision.Current ?? ScalarType.Float32);
            network.PackWeights();
        }

        foreach (var adapter in loras.SelectMany(l => new[] { l.Adapter.UNet, l.Adapter.Text, l.Adapter.Text2 }).OfType<Adapter>())
            adapter.To(at);
        return new(parts, learned, [.. loras], controls, pictures, encoder, at);
    }

    // A path, or the name of a file in a folder of models, with its ending or without.
    private static string? FileOf(string nameOrPath)
    {
        if (File.Exists(nameOrPath) || Directory.Exists(nameOrPath) || nameOrPath.Length == 0 || nameOrPath.IndexOfAny(['/', '\\']) >= 0)
            return File.Exists(nameOrPath) ? nameOrPath : null;
        return ModelCatalog.Roots()
            .SelectMany(root => new[] { "", ".safetensors", ".ckpt", ".gguf" }.Select(ending => Path.Combine(root, nameOrPath + ending)))
            .FirstOrDefault(File.Exists);
    }

    private static LearnedTokens? Embeddings(StableDiffusionExtras extras, StableDiffusionParts parts)
    {
        if (extras.Embeddings.Count == 0)
            return null;
        var learned = new LearnedTokens([.. extras.Embeddings.Select(path =>
        {
            using var file = WeightFile.Open(Existing(path, "embedding"));
            return LearnedTokenFile.Read(file, otherwise: Path.GetFileNameWithoutExtension(path));
        })]);
        parts.Text.AddTokens(learned.Rows(second: false, alone: parts.Second is null));
        parts.Second?.Text.AddTokens(learned.Rows(second: true));
        return learned;
    }

    private static void CheckVocabulary(ClipTokenizer tokenizer, ClipTextModel text)
    {
        if (tokenizer.VocabularySize != text.Config.VocabSize)
            throw new RequestException($"The tokenizer knows {tokenizer.VocabularySize} pieces, the text encoder {text.Config.VocabSize}; they do not belong together.");
    }

    private static StableDiffusionAdapter Lora(DiffusionLora choice, StableDiffusionParts parts)
    {
        if (!(Math.Abs(choice.Weight) <= DiffusionLora.MaxWeight))
            throw new RequestException($"{choice.Path} was given with weight {choice.Weight}; allowed: {-DiffusionLora.MaxWeight} to {DiffusionLora.MaxWeight}.");
        using var file = WeightFile.Open(Existing(choice.Path, "LoRA"));
        var adapter = StableDiffusionLora.Load(file, choice.Name, parts.UNet, parts.Text, parts.Second?.Text);
        return choice.Blocks is { } blocks && adapter.UNet is not null
            ? adapter with { UNet = adapter.UNet.Weighted(layer => blocks.Of(layer, parts.UNet.Config)) }
            : adapter;
    }

    private static ImageAdapter PictureAdapter(string name, string path, UNetModel unet)
    {
        using var file = WeightFile.Open(Existing(path, "image adapter"));
        return ImageAdapter.Load(file, name, unet);
    }

    private static ClipVisionModel ImageEncoder(StableDiffusionExtras extras, StableDiffusionParts parts) => ClipVisionModel.Open(
        extras.ImageEncoder ?? parts.ImageEncoder ?? throw new RequestException("An image adapter needs a CLIP image encoder: a folder with config.json and weights."));

    private static string Existing(string path, string what) => File.Exists(path) ? path : throw new RequestException($"There is no {what} '{path}'.");
}
