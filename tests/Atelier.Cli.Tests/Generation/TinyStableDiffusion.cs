using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Models.UNet;
using Atelier.Models.Vision.Clip;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Generation;

/// <summary>Tiny Stable Diffusion of random weights: a model folder, the same as a single file in original names, and files that go with it.</summary>
public sealed class TinyStableDiffusion : IDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly UNetConfig UNet = new()
    {
        // Eight heads and groups of 32, which a single file does not say.
        BlockOutChannels = [32, 64], DownBlockTypes = ["CrossAttnDownBlock2D", "DownBlock2D"], UpBlockTypes = ["UpBlock2D", "CrossAttnUpBlock2D"],
        LayersPerBlock = 1, CrossAttentionDim = 16, SampleSize = 8,
    };

    private static readonly AutoencoderKLConfig Vae = AutoencoderKLConfig.StableDiffusion with { BlockOutChannels = [32, 32], LayersPerBlock = 1, SampleSize = 16 };

    private readonly Dictionary<string, UNetModel> _unets = [];

    public TinyStableDiffusion()
    {
        using var generator = new Generator(3);
        var tokenizer = Write("sd/tokenizer/merges.txt", "#version: 0.2\nr e\nre d</w>\nb a\nba l\nbal l</w>\n");
        var vocabulary = ClipTokenizer.Open(tokenizer).VocabularySize;
        var clip = new ClipTextConfig { VocabSize = vocabulary, HiddenSize = 16, IntermediateSize = 32, NumHiddenLayers = 3, NumAttentionHeads = 1, EosTokenId = 2 };
        using var text = Made(new ClipTextModel(clip), generator);
        using var autoencoder = Made(new AutoencoderKL(Vae), generator);
        var unet = _unets["sd"] = Made(new UNetModel(UNet), generator);
        var inpainting = _unets["inpainting"] = Made(new UNetModel(UNet with { InChannels = 9 }), generator);
        foreach (var (folder, network) in _unets)
        {
            Write($"{folder}/model_index.json", """
                {
                  "_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
                  "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"],
                  "scheduler": ["diffusers", "PNDMScheduler"], "safety_checker": [null, null],
                  "atelier": {"steps": 3, "max_size": 64}
                }
                """);
            Write($"{folder}/scheduler/scheduler_config.json", """
                {"_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "skip_prk_steps": true,
                 "set_alpha_to_one": false, "steps_offset": 1}
                """);
            Save($"{folder}/unet", network.Config, network);
            Save($"{folder}/vae", Vae, autoencoder);
            Save($"{folder}/text_encoder", clip, text);
            Write($"{folder}/tokenizer/merges.txt", File.ReadAllText(tokenizer));
        }

        var names = LdmUNetNames.Names(unet);
        StateDict.Save(
            unet.Parameters().Select(p => ($"model.diffusion_model.{names[p.Name]}", p.Parameter.Value))
                .Concat(autoencoder.Parameters().Select(p => ($"first_stage_model.{LdmAutoencoderNames.NameOf(p.Name, 2)}", p.Parameter.Value)))
                .Concat(text.Parameters().Select(p => ($"cond_stage_model.transformer.{p.Name}", p.Parameter.Value))),
            Path.Combine(Folder, "single.safetensors"));
        using var control = Made(new ControlNet(UNet, new() { ConditioningEmbeddingOutChannels = [4, 8] }), generator, zeros: false);
        var controlNames = LdmUNetNames.Names(control);
        StateDict.Save(control.Parameters().Select(p => (controlNames[p.Name], p.Parameter.Value)), Path.Combine(Folder, "sd", "control_tiny_canny.safetensors"));
        const string Layer = "mid_block.attentions.0.transformer_blocks.0.attn1.to_q";
        Tensors("style.safetensors", generator, ($"unet.{Layer}.lora_A.weight", [2, 64]), ($"unet.{Layer}.lora_B.weight", [64, 2]));
        Tensors("other.safetensors", generator, ($"unet.{Layer}.lora_A.weight", [2, 48]), ($"unet.{Layer}.lora_B.weight", [48, 2]));
        var vision = new ClipVisionConfig { HiddenSize = 16, IntermediateSize = 32, NumHiddenLayers = 2, NumAttentionHeads = 2, ImageSize = 28, PatchSize = 14, ProjectionDim = 12 };
        using var eye = Made(new ClipVisionModel(vision, projection: true), generator);
        Save("eye", vision, eye);
        (string, long[])[] layers = [.. new long[] { 32, 32, 32, 64 }.SelectMany((w, i) => new[]
        {
            ($"ip_adapter.{(2 * i) + 1}.to_k_ip.weight", new[] { w, 16 }), ($"ip_adapter.{(2 * i) + 1}.to_v_ip.weight", [w, 16]),
        })];
        Tensors(
            "pictures.safetensors", generator,
            [("image_proj.proj.weight", [64, 12]), ("image_proj.proj.bias", [64]), ("image_proj.norm.weight", [16]), ("image_proj.norm.bias", [16]), .. layers]);
        Tensors(
            "full.safetensors", generator,
            [("image_proj.proj.0.weight", [16, 16]), ("image_proj.proj.0.bias", [16]), ("image_proj.proj.2.weight", [16, 16]), ("image_proj.proj.2.bias", [16]),
             ("image_proj.proj.3.weight", [16]), ("image_proj.proj.3.bias", [16]), .. layers]);
        var adapter = new T2IAdapterConfig { Channels = [32, 64], NumResBlocks = 1, DownscaleFactor = 2 };
        using var sketch = Made(new T2IAdapter(adapter), generator);
        Save("sketch", adapter, sketch);
        Write("sketch/config.json", """{"_class_name": "T2IAdapter", "channels": [32, 64], "num_res_blocks": 1, "downscale_factor": 2}""");
        Tensors("word.safetensors", generator, ("emb_params", [2, 16]));
        Tensors("wide.safetensors", generator, ("emb_params", [2, 24]));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("atelier-sd").FullName;

    public string FileOf(string name) => Path.Combine(Folder, name);

    public void Dispose()
    {
        foreach (var unet in _unets.Values)
            unet.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static T Made<T>(T network, Generator generator, bool zeros = true)
        where T : Module
    {
        // What starts at zero would change nothing, and hide mistakes.
        foreach (var (_, parameter) in network.Parameters().Where(_ => !zeros))
            parameter.Initializer = Initializers.Normal(0.1);
        network.Initialize(generator);
        return network;
    }

    private void Tensors(string name, Generator generator, params (string Name, long[] Shape)[] tensors) =>
        StateDict.Save(tensors.Select(t => (t.Name, Tensor.RandN(t.Shape, generator))), Path.Combine(Folder, name));

    private void Save<TConfig>(string part, TConfig config, Module module)
    {
        Write($"{part}/config.json", JsonSerializer.Serialize(config, SnakeCase));
        StateDict.Save(module, Path.Combine(Folder, part, "model.safetensors"));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
