using System.Text.Json;
using Atelier.Diorama.Datasets;
using Atelier.Diorama.Scenes;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.TextToImage;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Systems.Tests.OminiControl2;

/// <summary>A tiny model with random weights in which every layer matters, and two dozen tiny scenes.</summary>
public sealed class TinyControlWorld : IDisposable
{
    /// <summary>Sides of pictures; tokens have 4 pixels a side.</summary>
    public const int Size = 32;

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public TinyControlWorld()
    {
        Write("model_index.json", """
            {
              "_class_name": "FluxPipeline",
              "transformer": ["diffusers", "FluxTransformer2DModel"],
              "vae": ["diffusers", "AutoencoderKL"],
              "text_encoder": ["atelier", "minilm"],
              "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
              "atelier": {"steps": 3, "guidance": 2, "width": 32, "height": 32, "max_size": 64}
            }
            """);
        Write("scheduler/scheduler_config.json", """{"shift": 3.0}""");
        using var random = new Generator(1);
        var flux = new FluxConfig
        {
            InChannels = 16, NumLayers = 1, NumSingleLayers = 2, AttentionHeadDim = 8, NumAttentionHeads = 2,
            JointAttentionDim = 384, PooledProjectionDim = 384, AxesDimsRope = [2, 2, 4],
        };
        var autoencoder = new AutoencoderKLConfig
        {
            BlockOutChannels = [8, 8], NormNumGroups = 4, LatentChannels = 4, LayersPerBlock = 1, UseQuantConv = false, UsePostQuantConv = false, ScalingFactor = 4,
        };
        var transformer = new FluxTransformer(flux);
        foreach (var (_, parameter) in transformer.Parameters())
            parameter.Value = (Tensor.RandN(parameter.Shape, random) * (0.5 / Math.Sqrt(parameter.Shape[^1]))).Detached();
        Save("transformer", flux, transformer, random);
        Save("vae", autoencoder, new AutoencoderKL(autoencoder), random);
        DatasetBuilder.Render(Data, new() { Count = 24, ShardSize = 8, Size = Size, Samples = 1, Scenes = new SceneOptions { UseCutOuts = false } });
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("atelier-control").FullName;

    public string Model => Path.Combine(Folder, "model");

    public string Data => Path.Combine(Folder, "data");

    /// <summary>A pipeline with random adapters of some rules; their names are a0, a1, ...</summary>
    public OminiControl2Pipeline Open(params ControlRule[] rules)
    {
        var model = FluxPipelineLoader.Open(Model, Device.Cpu);
        var pipeline = new OminiControl2Pipeline(model);
        for (var i = 0; i < rules.Length; i++)
        {
            using var random = new Generator((ulong)(i + 1));
            using var adapter = ControlAdapter.Create(model.Transformer, rules[i], random);
            foreach (var (_, parameter) in adapter.Adapter.Parameters())
                parameter.Value = (Tensor.RandN(parameter.Shape, random) * 0.5).Detached();
            var path = Path.Combine(Folder, $"a{i}.safetensors");
            adapter.Save(path);
            pipeline.Open(path);
        }

        return pipeline;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Save<TConfig>(string part, TConfig config, Module module, Generator random)
    {
        using (module)
        {
            module.Initialize(random);
            Write($"{part}/config.json", JsonSerializer.Serialize(config, SnakeCase));
            StateDict.Save(module, Path.Combine(Model, part, "diffusion_pytorch_model.safetensors"));
        }
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(Model, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
