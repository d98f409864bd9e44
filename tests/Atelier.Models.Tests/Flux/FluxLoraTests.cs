using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Lora;
using Atelier.Models.Flux;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Flux;

public sealed class FluxLoraTests : IDisposable
{
    private readonly TensorScope _scope = Tensor.Scope();
    private readonly Generator _generator = new(3);
    private readonly FluxTransformer _network = new(new()
    {
        InChannels = 8, NumLayers = 1, NumSingleLayers = 1, AttentionHeadDim = 8, NumAttentionHeads = 2, JointAttentionDim = 12, PooledProjectionDim = 6,
        AxesDimsRope = [2, 4, 2],
    });

    public FluxLoraTests() => _network.Initialize(_generator);

    public void Dispose()
    {
        _scope.Dispose();
        _network.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void The_full_set_of_OminiControl_has_the_published_size()
    {
        using var dev = new FluxTransformer(FluxConfig.Dev);
        string[] targets = ["norm1.linear", "attn.to_q", "attn.to_k", "attn.to_v", "attn.to_out.0", "ff.net.2", "norm.linear", "proj_mlp", "proj_out"];
        var layers = dev.Modules().Where(m => m.Module is Linear && (m.Name == "x_embedder" ||
            (m.Name.Contains("transformer_blocks.", StringComparison.Ordinal) && targets.Any(t => m.Name.EndsWith($".{t}", StringComparison.Ordinal))))).ToArray();

        var adapter = new Adapter("full", dev, layers.ToDictionary(
            l => l.Name, l => (LayerUpdate)new LoraUpdate(((Linear)l.Module).Inputs, ((Linear)l.Module).Outputs, 4)));

        Assert.Equal(343, adapter.LayerCount);
        Assert.Equal(14_487_808, adapter.ParameterCount());
    }

    [Fact]
    public void A_saved_adapter_loads_again()
    {
        using var file = new Saved(
            ("transformer.transformer_blocks.0.attn.to_q.lora_A.weight", Random(2, 16)),
            ("transformer.transformer_blocks.0.attn.to_q.lora_B.weight", Random(16, 2)),
            ("text_encoder.text_model.encoder.layers.0.self_attn.q_proj.lora_A.weight", Random(2, 4)),
            ("text_encoder.text_model.encoder.layers.0.self_attn.q_proj.lora_B.weight", Random(4, 2)),
            ("transformer.nowhere.lora_A.weight", Random(2, 4)),
            ("transformer.nowhere.lora_B.weight", Random(4, 2)));

        var (adapter, report) = FluxLora.Load(_network, file, "mine");

        Assert.Equal(1, adapter.LayerCount);
        Assert.Equal(["transformer_blocks.0.attn.to_q"], report.Matched);
        Assert.Equal(["transformer.nowhere"], report.Unmatched);
        Assert.Single(report.Elsewhere);
    }

    [Fact]
    public void Rows_of_another_number_are_refused_with_both_shapes()
    {
        using var file = new Saved(
            ("lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight", Random(2, 16)),
            ("lora_unet_double_blocks_0_img_attn_qkv.lora_up.weight", Random(47, 2)));

        var error = Assert.Throws<AdapterException>(() => FluxLora.Load(_network, file, "mine"));

        Assert.Contains("[47, 2]", error.Message);
        Assert.Contains("[48, 2]", error.Message);
    }

    [Fact]
    public void A_product_over_joined_layers_gives_each_its_rows()
    {
        var (a1, b1, a2, b2) = (Random(48, 2), Random(2, 16), Random(48, 2), Random(2, 16));
        const string Layer = "lora_unet_double_blocks_0_img_attn_qkv";
        using var file = new Saved(
            ($"{Layer}.hada_w1_a", a1), ($"{Layer}.hada_w1_b", b1), ($"{Layer}.hada_w2_a", a2), ($"{Layer}.hada_w2_b", b2), ($"{Layer}.alpha", Tensor.Scalar(1)));
        string[] names = ["to_q", "to_k", "to_v"];
        var weights = names.Select(n => _network.Parameters().First(p => p.Name == $"transformer_blocks.0.attn.{n}.weight").Parameter).ToArray();
        var before = weights.Select(w => w.Value.Clone()).ToArray();
        var change = a1.MatMul(b1) * a2.MatMul(b2) * 0.5;

        var (adapter, report) = FluxLora.Load(_network, file, "mine");

        Assert.Equal(3, report.Matched.Count);
        using (new FusedAdapters(new AdapterStack((adapter, 0.75))))
        {
            for (var i = 0; i < names.Length; i++)
                Assert.True((weights[i].Value - (before[i] + change.Narrow(0, 16 * i, 16) * 0.75)).Abs().Max().Item() < 1e-5);
        }
    }

    [Fact]
    public void A_product_whose_rows_are_not_those_of_the_joined_layers_is_refused()
    {
        const string Layer = "lora_unet_double_blocks_0_img_attn_qkv";
        using var file = new Saved(($"{Layer}.lokr_w1", Random(2, 2)), ($"{Layer}.lokr_w2", Random(23, 8)));

        var error = Assert.Throws<AdapterException>(() => FluxLora.Load(_network, file, "mine"));

        Assert.Contains("[48, 16]", error.Message);
        Assert.Contains("to_q", error.Message);
    }

    [Fact]
    public void Fused_weights_come_back()
    {
        using var file = new Saved(("x_embedder.lora_A.weight", Random(2, 8)), ("x_embedder.lora_B.weight", Random(16, 2)));
        var weight = _network.Parameters().First(p => p.Name == "x_embedder.weight").Parameter;
        var before = weight.Value.ToFloats();

        using (new FusedAdapters(new AdapterStack((FluxLora.Load(_network, file, "mine").Adapter, 1))))
            Assert.NotEqual(before, weight.Value.ToFloats());

        Assert.Equal(before, weight.Value.ToFloats());
    }

    private Tensor Random(params long[] shape) => Tensor.RandN(shape, _generator);

    private sealed class Saved(params (string Name, Tensor Tensor)[] tensors) : ITensorSource
    {
        private readonly Dictionary<string, Tensor> _tensors = tensors.ToDictionary(t => t.Name, t => t.Tensor);

        public string Path => "memory";

        public IReadOnlyCollection<string> Names => _tensors.Keys;

        public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

        public long[] ShapeOf(string name) => _tensors[name].Shape;

        public Tensor Read(string name) => _tensors[name].Clone();

        public void Dispose()
        {
        }
    }
}
