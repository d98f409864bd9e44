using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Mar;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Generation;

/// <summary>Folders with a tiny LightGen and a tiny MAR of random weights, and the shipped text encoder.</summary>
public sealed class TinyMaskedModel : IDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public TinyMaskedModel()
    {
        using var generator = new Generator(1);
        var lightGen = new LightGenConfig
        {
            ImageSize = 16, LatentStride = 2, PatchSize = 2, LatentChannels = 4, Width = 16, EncoderDepth = 1, EncoderHeads = 2, DecoderDepth = 1, DecoderHeads = 2,
            CrossDepth = 1, CrossHeads = 2, TextDepth = 1, TextLength = 12, TextChannels = 384, HeadDepth = 1, HeadWidth = 16,
        };
        var mar = new MarConfig
        {
            ImageSize = 16, LatentStride = 2, PatchSize = 1, LatentChannels = 4, Width = 16, EncoderDepth = 1, EncoderHeads = 2, DecoderDepth = 1, DecoderHeads = 2,
            ClassCount = 5, BufferSize = 2, HeadDepth = 1, HeadWidth = 16,
        };
        const string Settings = """ "atelier": {"steps": 5, "head_steps": 4, "guidance": 2, "width": 16, "max_size": 32} """;
        Write("lightgen/model_index.json", $$"""
            {"_class_name": "LightGenPipeline", "transformer": ["own", "LightGenTransformer"], "vae": ["own", "AutoencoderKL"], "text_encoder": ["atelier", "minilm"], {{Settings}} }
            """);
        Write("mar/model_index.json", $$"""
            {"_class_name": "MarPipeline", "transformer": ["own", "MarTransformer"], "vae": ["own", "AutoencoderKL"], {{Settings}} }
            """);
        var autoencoder = new AutoencoderKLConfig { BlockOutChannels = [8, 8], NormNumGroups = 4, LatentChannels = 4 };
        foreach (var folder in new[] { "lightgen", "mar" })
            Save($"{folder}/vae", "AutoencoderKL", autoencoder, new AutoencoderKL(autoencoder), generator);
        Save("lightgen/transformer", "LightGenTransformer", lightGen, new LightGenTransformer(lightGen), generator);
        Save("mar/transformer", "MarTransformer", mar, new MarTransformer(mar), generator);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("atelier-masked").FullName;

    public string LightGen => Path.Combine(Folder, "lightgen");

    public string Mar => Path.Combine(Folder, "mar");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Save<TConfig>(string part, string className, TConfig config, Module module, Generator generator)
    {
        using (module)
        {
            module.Initialize(generator);
            // A head as it is first drawn answers nothing to any condition.
            foreach (var (_, parameter) in module.Parameters().Where(p => p.Name.Contains("adaLN", StringComparison.Ordinal) || p.Name.Contains("final_layer", StringComparison.Ordinal)))
                parameter.Value.NormalInPlace(0, 0.2, generator);
            var json = JsonSerializer.SerializeToNode(config, SnakeCase)!;
            json["_class_name"] = className;
            Write($"{part}/config.json", json.ToJsonString());
            StateDict.Save(module, Path.Combine(Folder, part, "diffusion_pytorch_model.safetensors"));
        }
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
