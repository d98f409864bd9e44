using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Flux;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Text.Clip;
using Atelier.Models.Text.T5;
using Atelier.Models.Vision.Redux;
using Atelier.Models.Vision.Siglip;
using Atelier.Models.Weights;
using Atelier.Testing;
using Atelier.Torch;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Tests.Generation;

/// <summary>FLUX model folders of every kind with tiny parts of random weights, and the same transformer as single files.</summary>
public sealed class TinyFlux : IDisposable
{
    private const int Latent = 4;

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    // Black Forest Labs' fused layers and the layers that they are made of; {i} is the block.
    private static readonly (string Bfl, string[] Parts)[] Fused =
    [
        ("img_in", ["x_embedder"]), ("txt_in", ["context_embedder"]),
        ("time_in.in_layer", ["time_text_embed.timestep_embedder.linear_1"]), ("time_in.out_layer", ["time_text_embed.timestep_embedder.linear_2"]),
        ("vector_in.in_layer", ["time_text_embed.text_embedder.linear_1"]), ("vector_in.out_layer", ["time_text_embed.text_embedder.linear_2"]),
        ("guidance_in.in_layer", ["time_text_embed.guidance_embedder.linear_1"]), ("guidance_in.out_layer", ["time_text_embed.guidance_embedder.linear_2"]),
        ("final_layer.linear", ["proj_out"]),
        ("double_blocks.0.img_mod.lin", ["transformer_blocks.0.norm1.linear"]), ("double_blocks.0.txt_mod.lin", ["transformer_blocks.0.norm1_context.linear"]),
        ("double_blocks.0.img_attn.qkv", ["transformer_blocks.0.attn.to_q", "transformer_blocks.0.attn.to_k", "transformer_blocks.0.attn.to_v"]),
        ("double_blocks.0.txt_attn.qkv", ["transformer_blocks.0.attn.add_q_proj", "transformer_blocks.0.attn.add_k_proj", "transformer_blocks.0.attn.add_v_proj"]),
        ("double_blocks.0.img_attn.proj", ["transformer_blocks.0.attn.to_out.0"]), ("double_blocks.0.txt_attn.proj", ["transformer_blocks.0.attn.to_add_out"]),
        ("double_blocks.0.img_mlp.0", ["transformer_blocks.0.ff.net.0.proj"]), ("double_blocks.0.img_mlp.2", ["transformer_blocks.0.ff.net.2"]),
        ("double_blocks.0.txt_mlp.0", ["transformer_blocks.0.ff_context.net.0.proj"]), ("double_blocks.0.txt_mlp.2", ["transformer_blocks.0.ff_context.net.2"]),
        ("single_blocks.0.modulation.lin", ["single_transformer_blocks.0.norm.linear"]),
        ("single_blocks.0.linear1", ["single_transformer_blocks.0.attn.to_q", "single_transformer_blocks.0.attn.to_k", "single_transformer_blocks.0.attn.to_v", "single_transformer_blocks.0.proj_mlp"]),
        ("single_blocks.0.linear2", ["single_transformer_blocks.0.proj_out"]),
    ];

    private static readonly (string Bfl, string Own)[] Norms =
    [
        ("double_blocks.0.img_attn.norm.query_norm.scale", "transformer_blocks.0.attn.norm_q.weight"),
        ("double_blocks.0.img_attn.norm.key_norm.scale", "transformer_blocks.0.attn.norm_k.weight"),
        ("double_blocks.0.txt_attn.norm.query_norm.scale", "transformer_blocks.0.attn.norm_added_q.weight"),
        ("double_blocks.0.txt_attn.norm.key_norm.scale", "transformer_blocks.0.attn.norm_added_k.weight"),
        ("single_blocks.0.norm.query_norm.scale", "single_transformer_blocks.0.attn.norm_q.weight"),
        ("single_blocks.0.norm.key_norm.scale", "single_transformer_blocks.0.attn.norm_k.weight"),
    ];

    private static readonly (string Own, string Gguf)[] T5Names =
    [
        ("encoder.block.", "enc.blk."), ("encoder.final_layer_norm", "enc.output_norm"), ("shared", "token_embd"),
        ("layer.0.SelfAttention.relative_attention_bias", "attn_rel_b"), ("layer.0.SelfAttention.", "attn_"), ("layer.0.layer_norm", "attn_norm"),
        ("layer.1.DenseReluDense.wi_0", "ffn_gate"), ("layer.1.DenseReluDense.wi_1", "ffn_up"), ("layer.1.DenseReluDense.wo", "ffn_down"),
        ("layer.1.layer_norm", "ffn_norm"),
    ];

    private readonly HashSet<string> _written = [];

    public string Root { get; } = Directory.CreateTempSubdirectory("atelier-flux").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>A folder of a kind: dev, schnell, fill, control or kontext.</summary>
    public string Folder(string kind)
    {
        var folder = Path.Combine(Root, kind);
        if (!_written.Add(kind))
            return folder;
        var pipeline = kind switch { "fill" => "FluxFillPipeline", "control" => "FluxControlPipeline", "kontext" => "FluxKontextPipeline", _ => "FluxPipeline" };
        Write(folder, "model_index.json", $$"""
            {
              "_class_name": "{{pipeline}}",
              "transformer": ["diffusers", "FluxTransformer2DModel"],
              "vae": ["diffusers", "AutoencoderKL"],
              "text_encoder": ["transformers", "CLIPTextModel"],
              "text_encoder_2": ["transformers", "T5EncoderModel"],
              "tokenizer": ["transformers", "CLIPTokenizer"],
              "tokenizer_2": ["transformers", "T5TokenizerFast"],
              "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
              "atelier": {"steps": 3, "width": 16, "height": 12, "max_size": 64}
            }
            """);
        using var generator = new Generator(7);
        var input = kind switch { "fill" => 48, "control" => 32, _ => 16 };
        Save(folder, "transformer", Config(kind) with { InChannels = input }, c => new FluxTransformer(c), generator);
        Parts(folder);
        return folder;
    }

    public static FluxConfig Config(string kind) => new()
    {
        InChannels = 16, OutChannels = 16, NumLayers = 1, NumSingleLayers = 1, AttentionHeadDim = 8, NumAttentionHeads = 4,
        JointAttentionDim = 12, PooledProjectionDim = 16, GuidanceEmbeds = kind != "schnell", AxesDimsRope = [4, 2, 2],
    };

    /// <summary>A components folder: all parts but the transformer.</summary>
    public string Components()
    {
        var folder = Path.Combine(Root, "components");
        if (!_written.Add("components"))
            return folder;
        Parts(folder);
        return folder;
    }

    /// <summary>The transformer of the dev folder in Black Forest Labs' names.</summary>
    public string BflFile(string prefix = "")
    {
        var path = Path.Combine(Root, $"bfl-{prefix.Length}.safetensors");
        SafetensorsWriter.Write(path, [.. Bfl().Select(t => new SafetensorsSource(prefix + t.Name, SafetensorsType.F32, t.Shape, Bytes(t.Values)))]);
        return path;
    }

    /// <summary>The same as a GGUF file.</summary>
    public string GgufFile(GgufType type)
    {
        var path = Path.Combine(Root, $"{type}.gguf");
        GgufWriter.Write(path, new Dictionary<string, object> { ["general.architecture"] = "flux" }, [.. Bfl().Select(t =>
        {
            var stored = t.Shape.Length < 2 || t.Shape[^1] % type.BlockLength() != 0 ? GgufType.F32 : type;
            return new GgufSource(t.Name, stored, t.Shape, stream =>
            {
                var bytes = new byte[stored.ByteLength(t.Shape)];
                Atelier.Models.Formats.Gguf.Blocks.GgufBlocks.Quantize(stored, t.Values, bytes);
                stream.Write(bytes);
            });
        })]);
        return path;
    }

    /// <summary>The same with every matrix rounded to powers of two: in 8-bit floats with a factor beside each, or as they are.</summary>
    public string RoundedFile(bool packed)
    {
        var path = Path.Combine(Root, $"rounded-{packed}.safetensors");
        SafetensorsWriter.Write(path, [.. Bfl().SelectMany(t => t.Shape.Length < 2
            ? [new SafetensorsSource(t.Name, SafetensorsType.F32, t.Shape, Bytes(t.Values))]
            : packed
                ? new[]
                {
                    new SafetensorsSource(t.Name, SafetensorsType.F8E5M2, t.Shape, t.Values.Select(v => (byte)((v < 0 ? 128 : 0) | ((Exponent(v) - 1 + 15) << 2))).ToArray()),
                    new SafetensorsSource(t.Name.Replace(".weight", ".scale_weight", StringComparison.Ordinal), SafetensorsType.F32, [], Bytes([2])),
                }
                : [new SafetensorsSource(t.Name, SafetensorsType.F32, t.Shape, Bytes([.. t.Values.Select(v => MathF.CopySign(MathF.ScaleB(1, Exponent(v)), v))]))])]);
        return path;

        static int Exponent(float value) => (int)Math.Clamp(Math.Round(Math.Log2(Math.Abs(value) + 1e-6)), -12, 12);
    }

    /// <summary>The transformer of the dev folder as a file in diffusers' names.</summary>
    public string DiffusersFile() => Path.Combine(Folder("dev"), "transformer", "diffusion_pytorch_model.safetensors");

    /// <summary>An adapter file with random changes of some layers.</summary>
    public string Lora(params string[] layers)
    {
        var path = Path.Combine(Root, $"lora-{string.Join('-', layers).Length}.safetensors");
        using var generator = new Generator(3);
        SafetensorsWriter.Write(path, [.. layers.SelectMany(layer => new[] { ("lora_A", new long[] { 2, 32 }), ("lora_B", [32, 2]) }.Select(m =>
            new SafetensorsSource($"transformer.{layer}.{m.Item1}.weight", SafetensorsType.F32, m.Item2, Bytes(Tensor.RandN(m.Item2, generator).ToFloats()))))]);
        return path;
    }

    /// <summary>The components with T5 as a single file in llama.cpp's names, and its tokenizer beside it.</summary>
    public string FlatComponents()
    {
        var folder = Path.Combine(Root, "flat");
        if (!_written.Add("flat"))
            return folder;
        Directory.CreateDirectory(folder);
        Parts(folder);
        using (var source = WeightFile.Open(Path.Combine(folder, "text_encoder_2")))
        {
            GgufWriter.Write(Path.Combine(folder, "t5.gguf"), new Dictionary<string, object> { ["general.architecture"] = "t5encoder" }, [.. source.Names.Select(n =>
                new GgufSource(T5Names.Aggregate(n, (name, pair) => name.Replace(pair.Own, pair.Gguf, StringComparison.Ordinal)), GgufType.F32, source.ShapeOf(n), Values(source, n)))]);
        }

        File.Move(Path.Combine(folder, "tokenizer_2", "spiece.model"), Path.Combine(folder, "spiece.model"));
        Directory.Delete(Path.Combine(folder, "tokenizer_2"));
        Directory.Delete(Path.Combine(folder, "text_encoder_2"), recursive: true);
        return folder;
    }

    private static Action<Stream> Values(ITensorSource source, string name)
    {
        var bytes = Bytes(source.Read(name).ToFloats());
        return stream => stream.Write(bytes);
    }

    /// <summary>FLUX.1 Redux beside the parts of the components folder.</summary>
    public void AddRedux()
    {
        using var generator = new Generator(5);
        var vision = new SiglipVisionConfig { HiddenSize = 8, IntermediateSize = 16, NumHiddenLayers = 1, NumAttentionHeads = 2, ImageSize = 8, PatchSize = 4 };
        Save(Components(), "image_encoder", vision, c => new SiglipVisionModel(c), generator);
        Save(Components(), "image_embedder", new ReduxConfig { ReduxDim = 8, TxtInFeatures = 12 }, c => new ReduxImageEncoder(c), generator);
    }

    /// <summary>A control network for a type beside the model folders; a union network where it is <c>union</c>.</summary>
    public string ControlNet(string kind)
    {
        var path = Path.Combine(Root, $"controlnet-{kind}");
        if (!_written.Add(path))
            return path;
        using var generator = new Generator(6);
        var config = new FluxControlNetConfig
        {
            InChannels = 16, NumLayers = 1, NumSingleLayers = 1, AttentionHeadDim = 8, NumAttentionHeads = 4, JointAttentionDim = 12,
            PooledProjectionDim = 16, GuidanceEmbeds = true, AxesDimsRope = [4, 2, 2], NumMode = kind == "union" ? 7 : null,
        };
        Save(Root, $"controlnet-{kind}", config, c => new FluxControlNet(c), generator);
        return path;
    }

    private static void Parts(string folder)
    {
        using var generator = new Generator(8);
        Save(
            folder, "vae", new AutoencoderKLConfig { BlockOutChannels = [8, 8], NormNumGroups = 4, LatentChannels = Latent, SampleSize = 16, UseQuantConv = false, UsePostQuantConv = false },
            c => new AutoencoderKL(c), generator);
        // Two byte alphabets, three merges, start and end.
        var clip = new ClipTextConfig
        {
            VocabSize = 512 + 3 + 2, HiddenSize = 16, IntermediateSize = 16, NumHiddenLayers = 1, NumAttentionHeads = 2, MaxPositionEmbeddings = 20, EosTokenId = 2,
        };
        Save(folder, "text_encoder", clip, c => new ClipTextModel(c), generator);
        Write(folder, "tokenizer/merges.txt", "#version: 0.2\nr e\nre d</w>\nb a\n");
        var t5 = new T5Config
        {
            VocabSize = 500, Width = 12, HeadWidth = 4, FeedForwardWidth = 16, NumLayers = 1, NumHeads = 2, RelativeAttentionNumBuckets = 8,
        };
        Save(folder, "text_encoder_2", t5, c => new T5Encoder(c), generator);
        Directory.CreateDirectory(Path.Combine(folder, "tokenizer_2"));
        File.Copy(
            Path.Combine(RepositoryRoot.Path, "tests", "goldens", "tokenizers", "unigram_nmt_nfkc.model"), Path.Combine(folder, "tokenizer_2", "spiece.model"));
        Write(folder, "scheduler/scheduler_config.json", """{"shift": 3.0, "use_dynamic_shifting": true}""");
    }

    private IEnumerable<(string Name, long[] Shape, float[] Values)> Bfl()
    {
        using var source = WeightFile.Open(DiffusersFile());
        foreach (var (bfl, parts) in Fused)
        {
            foreach (var kind in (string[])["weight", "bias"])
            {
                var shape = source.ShapeOf($"{parts[0]}.{kind}");
                var values = parts.SelectMany(p => source.Read($"{p}.{kind}").ToFloats()).ToArray();
                yield return ($"{bfl}.{kind}", [values.Length / shape.Skip(1).Aggregate(1L, (a, b) => a * b), .. shape[1..]], values);
            }
        }

        foreach (var (bfl, own) in Norms)
            yield return (bfl, source.ShapeOf(own), source.Read(own).ToFloats());
        foreach (var kind in (string[])["weight", "bias"])
        {
            var values = source.Read($"norm_out.linear.{kind}").ToFloats();
            yield return ($"final_layer.adaLN_modulation.1.{kind}", source.ShapeOf($"norm_out.linear.{kind}"), [.. values[(values.Length / 2)..], .. values[..(values.Length / 2)]]);
        }
    }

    private static void Save<TConfig>(string folder, string part, TConfig config, Func<TConfig, Module> make, Generator generator)
    {
        using var module = make(config);
        module.Initialize(generator);
        // Gates and ends that begin at zero would hide everything before them.
        foreach (var (_, parameter) in module.Parameters())
            parameter.Value = (parameter.Value + (Tensor.RandN(parameter.Shape, generator) * 0.2)).Contiguous();
        Write(folder, $"{part}/config.json", JsonSerializer.Serialize(config, SnakeCase));
        StateDict.Save(module, Path.Combine(folder, part, part is "transformer" or "vae" ? "diffusion_pytorch_model.safetensors" : "model.safetensors"));
    }

    private static byte[] Bytes(float[] values) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
