using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Generation;

/// <summary>A model folder with a tiny transformer and autoencoder of random weights, and the shipped text encoder.</summary>
public sealed class TinyModel : IDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public TinyModel()
    {
        Write("model_index.json", """
            {
              "_class_name": "FluxPipeline",
              "transformer": ["diffusers", "FluxTransformer2DModel"],
              "vae": ["diffusers", "AutoencoderKL"],
              "text_encoder": ["atelier", "minilm"],
              "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
              "atelier": {"steps": 3, "guidance": 2, "width": 16, "height": 16, "max_size": 64}
            }
            """);
        Write("scheduler/scheduler_config.json", """{"shift": 3.0}""");
        using var generator = new Generator(1);
        var flux = new FluxConfig
        {
            InChannels = 16, NumLayers = 1, NumSingleLayers = 1, AttentionHeadDim = 8, NumAttentionHeads = 2,
            JointAttentionDim = 384, PooledProjectionDim = 384, AxesDimsRope = [2, 2, 4],
        };
        var autoencoder = new AutoencoderKLConfig { BlockOutChannels = [8, 8], NormNumGroups = 4, LatentChannels = 4 };
        Save("transformer", flux, new FluxTransformer(flux), generator);
        Save("vae", autoencoder, new AutoencoderKL(autoencoder), generator);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("atelier-model").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Save<TConfig>(string part, TConfig config, Module module, Generator generator)
    {
        using (module)
        {
            module.Initialize(generator);
            Write($"{part}/config.json", JsonSerializer.Serialize(config, SnakeCase));
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
