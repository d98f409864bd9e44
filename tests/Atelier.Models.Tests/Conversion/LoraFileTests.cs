using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Merging;
using Atelier.Models.Configs;
using Atelier.Models.Conversion;
using Atelier.Models.Conversion.Loras;
using Atelier.Models.Flux;
using Atelier.Models.Formats.Gguf;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Conversion;

public sealed class LoraFileTests : IDisposable
{
    private const string Query = "transformer_blocks.0.attn.to_q";
    private const string Embedder = "x_embedder";
    private readonly TensorScope _scope = Tensor.Scope();
    private readonly Generator _generator = new(5);
    private readonly ConvertedModel _model = new("flux_bfl/transformer_schnell");

    public LoraFileTests() => _model.Convert("original.safetensors", "base");

    public void Dispose()
    {
        _model.Dispose();
        _scope.Dispose();
        _generator.Dispose();
    }

    [Fact]
    public void A_LoRA_is_built_in_as_fusing_it_does()
    {
        // A fused layer of the authors' names, so that its rows go to three of ours.
        Save("lora.safetensors", ("lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight", Random(2, 12)),
            ("lora_unet_double_blocks_0_img_attn_qkv.lora_up.weight", Random(36, 2)), ("lora_unet_double_blocks_0_img_attn_qkv.alpha", Tensor.Scalar(4)),
            ("lora_te_text.lora_down.weight", Random(2, 4)), ("lora_te_text.lora_up.weight", Random(4, 2)));
        using var source = WeightFile.Open(_model.At("base"));
        using var network = new FluxTransformer(ModelConfig.Open<FluxConfig>(_model.Config));
        foreach (var (name, parameter) in network.Parameters())
            parameter.Value = source.Read(name).Clone();
        using var lora = WeightFile.Open(_model.At("lora.safetensors"));

        var result = _model.Convert("original.safetensors", "merged.safetensors", r => r with { Loras = [new(_model.At("lora.safetensors"), 0.6)], Names = WeightNames.Diffusers });

        using var fused = new FusedAdapters(new AdapterStack((FluxLora.Load(network, lora, "mine").Adapter, 0.6)));
        using var merged = WeightFile.Open(_model.At("merged.safetensors"));
        Assert.All(network.Parameters(), p => Assert.Equal(p.Parameter.Value.ToFloats(), merged.Read(p.Name).ToFloats()));
        Assert.NotEqual(source.Read($"{Query}.weight").ToFloats(), merged.Read($"{Query}.weight").ToFloats());
        Assert.Contains(result.Notes, n => n.Contains("lora_te_text", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wider_type_takes_the_sum_before_it_is_rounded()
    {
        Save("lora.safetensors", Lora(Query, 2, 12, 12));
        _model.Convert("base", "half", r => r with { Type = GgufType.BF16 });

        _model.Convert("half", "wide.safetensors", r => r with { Type = GgufType.F32, Loras = [new(_model.At("lora.safetensors"), 0.01)] });

        using var half = WeightFile.Open(_model.At("half"));
        using var wide = WeightFile.Open(_model.At("wide.safetensors"));
        var expected = half.Read($"{Query}.weight").Float() + (Change("lora.safetensors", Query) * 0.01);
        Near(expected, wide.Read("double_blocks.0.img_attn.qkv.weight").Narrow(0, 0, 12), 1e-6);
    }

    [Fact]
    public void Extracting_what_was_built_in_gives_it_back()
    {
        Save("lora.safetensors", Lora(Query, 2, 12, 12), Lora(Embedder, 2, 12, 12));
        _model.Convert("base", "tuned", r => r with { Loras = [new(_model.At("lora.safetensors"))] });

        var result = LoraExtraction.Write(_model.At("base"), _model.At("tuned"), _model.At("again.safetensors"), new(4, 0.999999), type: ScalarType.Float32, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal("LoRA, 2 layers, rank 2", Assert.Single(result.Files).Content);
        Near(Change("lora.safetensors", Query), Change("again.safetensors", Query), 1e-5);
        Near(Change("lora.safetensors", Embedder), Change("again.safetensors", Embedder), 1e-5);
    }

    [Fact]
    public void Equal_models_give_no_LoRA() =>
        Assert.Throws<WeightException>(() => LoraExtraction.Write(_model.At("base"), _model.At("base"), _model.At("none.safetensors"), new(4), cancellation: TestContext.Current.CancellationToken));

    [Fact]
    public void The_exact_merge_is_the_weighted_sum_of_files_of_two_dialects()
    {
        Save("a.safetensors", Lora(Query, 2, 12, 12));
        Save("b.safetensors", ("lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight", Random(3, 12)),
            ("lora_unet_double_blocks_0_img_attn_qkv.lora_up.weight", Random(36, 3)));

        LoraMerging.Write([new(_model.At("a.safetensors"), 0.5), new(_model.At("b.safetensors"), -2)], _model.At("c.safetensors"), new(MergeKind.Cat), _model.At("base"));

        using var b = WeightFile.Open(_model.At("b.safetensors"));
        var theirs = b.Read("lora_unet_double_blocks_0_img_attn_qkv.lora_up.weight").Narrow(0, 0, 12).MatMul(b.Read("lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight"));
        Near((Change("a.safetensors", Query) * 0.5) - (theirs * 2), Change("c.safetensors", Query), 1e-5);
    }

    [Fact]
    public void A_merge_keeps_the_rule_that_all_files_carry()
    {
        SaveWith("a.safetensors", Rule("""{"tasks": ["edges"], "rank": 2, "scale": 2}"""), Lora(Query, 2, 12, 12));
        SaveWith("b.safetensors", Rule("""{"scale": 2, "tasks": ["edges"], "rank": 3}"""), Lora(Query, 3, 12, 12));
        Save("plain.safetensors", Lora(Query, 2, 12, 12));

        Merge("c.safetensors", "a.safetensors", "b.safetensors");
        Merge("d.safetensors", "plain.safetensors", "plain.safetensors");

        using var kept = WeightFile.Open(_model.At("c.safetensors"));
        using var first = WeightFile.Open(_model.At("a.safetensors"));
        using var none = WeightFile.Open(_model.At("d.safetensors"));
        Assert.Equal(first.Metadata[LoraRule.Key], kept.Metadata[LoraRule.Key]);
        Assert.DoesNotContain(LoraRule.Key, none.Metadata.Keys);
    }

    [Theory]
    [InlineData("""{"tasks": ["depth"], "scale": 2}""", "tasks ([\"edges\"] and [\"depth\"])")]
    [InlineData("""{"tasks": ["edges"]}""", "scale (2 and nothing)")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{", "no JSON")]
    [InlineData(null, "has none")]
    public void Files_of_different_rules_are_not_merged(string? rule, string says)
    {
        SaveWith("a.safetensors", Rule("""{"tasks": ["edges"], "scale": 2}"""), Lora(Query, 2, 12, 12));
        SaveWith("b.safetensors", rule is null ? null : Rule(rule), Lora(Query, 2, 12, 12));

        var error = Assert.Throws<AdapterException>(() => Merge("c.safetensors", "a.safetensors", "b.safetensors"));

        Assert.Contains("b.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(File.Exists(_model.At("c.safetensors")));
    }

    [Fact]
    public void A_cut_is_the_best_of_its_rank_and_keeps_names_and_scale()
    {
        var (down, up) = (Random(6, 20), Random(15, 6));
        Save("a.safetensors", ("lora_unet_x.lora_down.weight", down), ("lora_unet_x.lora_up.weight", up), ("lora_unet_x.alpha", Tensor.Scalar(3)));
        var (u, s, vh) = (up.MatMul(down) * 0.5).Svd();

        LoraResizing.Write(_model.At("a.safetensors"), _model.At("b.safetensors"), new(4));

        using var cut = WeightFile.Open(_model.At("b.safetensors"));
        Assert.Equal(4, cut.Read("lora_unet_x.alpha").Item());
        Near((u.Narrow(1, 0, 4) * s.Narrow(0, 0, 4)).MatMul(vh.Narrow(0, 0, 4)), cut.Read("lora_unet_x.lora_up.weight").MatMul(cut.Read("lora_unet_x.lora_down.weight")), 1e-4);
    }

    [Fact]
    public void Large_changes_are_searched_for_their_main_directions()
    {
        var matrix = Random(700, 8).MatMul(Random(8, 600)) + (Random(700, 600) * 0.01);
        var (u, s, vh) = matrix.Svd();

        var cut = LowRankCut.Of(matrix, new(8), _generator);

        Near((u.Narrow(1, 0, 8) * s.Narrow(0, 0, 8)).MatMul(vh.Narrow(0, 0, 8)), cut.Change.Matrix(), 1e-2);
        Assert.InRange(cut.Kept / cut.Total, 0.99, 1);
    }

    [Theory]
    [InlineData(1.0, 4)]
    [InlineData(0.5, 1)]
    [InlineData(0.96, 3)]
    public void A_share_of_the_squares_decides_the_rank(double energy, int rank) =>
        Assert.Equal(rank, new RankChoice(int.MaxValue, energy).Of([4, 3, 2, 1], 30));

    private void Merge(string output, params string[] files) =>
        LoraMerging.Write([.. files.Select(f => new WeightedLora(_model.At(f)))], _model.At(output), new(MergeKind.Cat), _model.At("base"));

    private static Dictionary<string, string> Rule(string json) => new() { [LoraRule.Key] = json };

    private (string, Tensor)[] Lora(string layer, long rank, long outputs, long inputs) =>
        [($"transformer.{layer}.lora_A.weight", Random(rank, inputs)), ($"transformer.{layer}.lora_B.weight", Random(outputs, rank))];

    private void Save(string file, params (string, Tensor)[][] layers) => Save(file, [.. layers.SelectMany(l => l)]);

    private void Save(string file, params (string Name, Tensor Tensor)[] tensors) => SaveWith(file, null, tensors);

    private void SaveWith(string file, Dictionary<string, string>? metadata, (string Name, Tensor Tensor)[] tensors)
    {
        using var held = new HeldTensors(file);
        foreach (var (name, tensor) in tensors)
            held.Add(name, tensor, tensor.Type);
        TensorFile.Write(_model.At(file), held, null, "", metadata);
    }

    private Tensor Change(string file, string layer)
    {
        using var source = WeightFile.Open(_model.At(file));
        return source.Read($"transformer.{layer}.lora_B.weight").Float().MatMul(source.Read($"transformer.{layer}.lora_A.weight").Float());
    }

    private Tensor Random(params long[] shape) => Tensor.RandN(shape, _generator);

    private static void Near(Tensor expected, Tensor found, double tolerance) =>
        Assert.InRange((expected - found).Abs().Max().Item() / expected.Abs().Max().Item(), 0, tolerance);
}
