using System.Runtime.InteropServices;
using Atelier.Models.Adapters;
using Atelier.Models.Flux;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Safetensors;
using Atelier.Torch.Weights;

namespace Atelier.Fuzzing.Targets;

/// <summary>Adapter files, read onto a small network.</summary>
internal sealed class AdapterTarget : FileTarget
{
    private readonly SafetensorsTarget _safetensors = new();
    private readonly Lazy<FluxTransformer> _network = new(() =>
    {
        using var generator = new Generator(1);
        var network = new FluxTransformer(new()
        {
            InChannels = 4, NumLayers = 1, NumSingleLayers = 1, AttentionHeadDim = 4, NumAttentionHeads = 1, JointAttentionDim = 4, PooledProjectionDim = 4, AxesDimsRope = [2, 2],
        });
        network.Initialize(generator);
        return network;
    });

    public override string Name => "adapter";

    public override Type Refusal => typeof(AdapterException);

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        File("transformer.transformer_blocks.0.attn.to_q", ("lora_A.weight", [2, 4]), ("lora_B.weight", [4, 2]), ("alpha", []), ("lora_magnitude_vector", [4])),
        File("lora_unet_double_blocks_0_img_attn_qkv", ("lora_down.weight", [2, 4]), ("lora_up.weight", [12, 2]), ("alpha", [1])),
        File("lora_unet_double_blocks_0_img_attn_proj", ("hada_w1_a", [4, 2]), ("hada_w1_b", [2, 4]), ("hada_w2_a", [4, 2]), ("hada_w2_b", [2, 4]), ("alpha", [])),
        File("lora_unet_double_blocks_0_img_attn_proj", ("lokr_w1", [2, 2]), ("lokr_w2_a", [2, 1]), ("lokr_w2_b", [1, 2]), ("alpha", [])),
        File("double_blocks.0.img_attn.qkv", ("lora_A.weight", [2, 4]), ("lora_B.weight", [12, 2]), ("lora_B.bias", [12])),
    ];

    public override bool IsRefusal(Exception error) => error is AdapterException or SafetensorsException or WeightException;

    public override void Prepare() => _ = _network.Value;

    public override byte[] Mutate(Random random, byte[] input, byte[] other) => _safetensors.Mutate(random, input, other);

    protected override void ReadFile(string path)
    {
        using var scope = Tensor.Scope();
        using var source = WeightFile.Open(path);
        FluxLora.Load(_network.Value, source, "fuzz");
    }

    private static byte[] File(string layer, params (string Name, long[] Shape)[] tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors.Select(t =>
        {
            var values = Enumerable.Repeat(1f, (int)t.Shape.Aggregate(1L, (a, b) => a * b)).ToArray();
            return new SafetensorsSource($"{layer}.{t.Name}", SafetensorsType.F32, t.Shape, MemoryMarshal.AsBytes<float>(values).ToArray());
        }));
        return stream.ToArray();
    }
}
