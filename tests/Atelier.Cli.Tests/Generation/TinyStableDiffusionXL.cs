using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.Tokenizers.Clip;
using Atelier.Models.UNet;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Generation;

/// <summary>A tiny SDXL of random weights: a model folder, and the same as a single file in original names.</summary>
public sealed class TinyStableDiffusionXL : IDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly (string Ours, string Theirs)[] Parts =
    [
        ("text_model.embeddings.token_embedding.", "token_embedding."), ("text_model.embeddings.position_embedding.weight", "positional_embedding"),
        ("text_model.final_layer_norm.", "ln_final."), ("text_model.encoder.layers.", "transformer.resblocks."), (".layer_norm1.", ".ln_1."), (".layer_norm2.", ".ln_2."),
        (".mlp.fc1.", ".mlp.c_fc."), (".mlp.fc2.", ".mlp.c_proj."), (".self_attn.out_proj.", ".attn.out_proj."),
    ];

    public TinyStableDiffusionXL()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(4);
        const string Merges = "#version: 0.2\nr e\nre d</w>\nb a\nba l\nbal l</w>\n";
        foreach (var part in new[] { "tokenizer", "tokenizer_2" })
            Write($"xl/{part}/merges.txt", Merges);
        Write("xl/tokenizer_2/tokenizer_config.json", """{"pad_token": "!"}""");
        var vocabulary = ClipTokenizer.Open(Path.Combine(Folder, "xl", "tokenizer")).VocabularySize;
        var clip = new ClipTextConfig { VocabSize = vocabulary, HiddenSize = 16, IntermediateSize = 32, NumHiddenLayers = 3, NumAttentionHeads = 1, EosTokenId = 2, ProjectionDim = 16 };
        var second = clip with { HiddenAct = "gelu" };
        var config = new UNetConfig
        {
            BlockOutChannels = [32, 64], DownBlockTypes = ["DownBlock2D", "CrossAttnDownBlock2D"], UpBlockTypes = ["CrossAttnUpBlock2D", "UpBlock2D"],
            LayersPerBlock = 1, CrossAttentionDim = 32, SampleSize = 8, AttentionHeadDim = 1, UseLinearProjection = true, AdditionEmbedType = "text_time",
            AdditionTimeEmbedDim = 256, ProjectionClassEmbeddingsInputDim = 16 + (6 * 256),
        };
        var vae = AutoencoderKLConfig.StableDiffusion with { BlockOutChannels = [32, 32], LayersPerBlock = 1, ScalingFactor = 0.13025 };
        using var text = Made(new ClipTextModel(clip), generator);
        using var text2 = Made(new ClipTextModel(second, projection: true), generator);
        using var unet = Made(new UNetModel(config), generator);
        using var autoencoder = Made(new AutoencoderKL(vae), generator);

        Write("xl/model_index.json", """
            {
              "_class_name": "StableDiffusionXLPipeline", "force_zeros_for_empty_prompt": true, "unet": ["diffusers", "UNet2DConditionModel"],
              "vae": ["diffusers", "AutoencoderKL"], "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"],
              "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"], "tokenizer_2": ["transformers", "CLIPTokenizer"],
              "scheduler": ["diffusers", "EulerDiscreteScheduler"], "atelier": {"steps": 3, "max_size": 64}
            }
            """);
        Write("xl/scheduler/scheduler_config.json", """
            {"_class_name": "EulerDiscreteScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "timestep_spacing": "leading", "steps_offset": 1}
            """);
        Save("unet", config, unet);
        Save("vae", vae, autoencoder);
        Save("text_encoder", clip, text);
        Save("text_encoder_2", second, text2);
        var names = LdmUNetNames.Names(unet);
        StateDict.Save(
            unet.Parameters().Select(p => ($"model.diffusion_model.{names[p.Name]}", p.Parameter.Value))
                .Concat(autoencoder.Parameters().Select(p => ($"first_stage_model.{LdmAutoencoderNames.NameOf(p.Name, 2)}", p.Parameter.Value)))
                .Concat(text.Parameters().Select(p => ($"conditioner.embedders.0.transformer.{p.Name}", p.Parameter.Value)))
                .Concat(OpenClip(text2.Parameters().ToDictionary(p => p.Name, p => p.Parameter.Value)).Select(p => ($"conditioner.embedders.1.model.{p.Name}", p.Value))),
            FileOf("single.safetensors"));
        StateDict.Save([("clip_l", Tensor.RandN([2, 16], generator)), ("clip_g", Tensor.RandN([2, 16], generator))], FileOf("word.safetensors"));
        StateDict.Save([("emb_params", Tensor.RandN([2, 16], generator))], FileOf("old.safetensors"));
        const string Layer = "lora_te2_text_model_encoder_layers_0_self_attn_q_proj";
        StateDict.Save(
            [($"{Layer}.lora_down.weight", Tensor.RandN([2, 16], generator)), ($"{Layer}.lora_up.weight", Tensor.RandN([16, 2], generator)), ($"{Layer}.alpha", Tensor.Scalar(2))],
            FileOf("style.safetensors"));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("atelier-xl").FullName;

    public string FileOf(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static IEnumerable<(string Name, Tensor Value)> OpenClip(Dictionary<string, Tensor> encoder)
    {
        foreach (var (name, value) in encoder)
        {
            if (name == "text_projection.weight")
                yield return ("text_projection", value.Transpose(0, 1).Contiguous());
            else if (name.Contains(".q_proj.", StringComparison.Ordinal))
                yield return (Theirs(name).Replace(".self_attn.q_proj.", ".attn.in_proj_", StringComparison.Ordinal), Tensor.Cat([value, encoder[name.Replace(".q_proj.", ".k_proj.", StringComparison.Ordinal)], encoder[name.Replace(".q_proj.", ".v_proj.", StringComparison.Ordinal)]]));
            else if (!name.Contains(".k_proj.", StringComparison.Ordinal) && !name.Contains(".v_proj.", StringComparison.Ordinal))
                yield return (Theirs(name), value);
        }
    }

    private static string Theirs(string name) => Parts.Aggregate(name, (n, p) => n.Replace(p.Ours, p.Theirs, StringComparison.Ordinal));

    private static T Made<T>(T network, Generator generator)
        where T : Module
    {
        network.Initialize(generator);
        return network;
    }

    private void Save<TConfig>(string part, TConfig config, Module module)
    {
        Write($"xl/{part}/config.json", JsonSerializer.Serialize(config, SnakeCase));
        StateDict.Save(module, Path.Combine(Folder, "xl", part, "model.safetensors"));
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
