using System.Text.Json;
using Atelier.Models.Adapters;
using Atelier.Models.Adapters.Merging;
using Atelier.Models.Conversion;
using Atelier.Models.Conversion.Loras;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Runs;

namespace Atelier.Systems.Tests.OminiControl2;

public sealed class ControlAdapterTests : IDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-adapter").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ControlModules.Full, 343, 14_487_808)]
    [InlineData(ControlModules.Reduced, 171, 6_303_744)]
    [InlineData(ControlModules.Attention, 171, 4_202_496)]
    public void Rank_four_on_flux_has_the_published_number_of_parameters(ControlModules modules, int layers, long parameters)
    {
        using var network = new FluxTransformer(FluxConfig.Dev);
        using var adapter = ControlAdapter.Create(network, new() { Modules = modules }, null);
        Assert.Equal(layers, adapter.Adapter.LayerCount);
        Assert.Equal(parameters, adapter.Adapter.ParameterCount());
    }

    [Fact]
    public void A_file_carries_every_switch_and_the_same_weights()
    {
        using var scope = Tensor.Scope();
        using var tiny = new TinyFlux();
        var rule = new ControlRule
        {
            Tasks = [ControlTask.Edges, ControlTask.Geometry], Rank = 2, Modules = ControlModules.Reduced, Independent = true, Scale = 2, ShiftColumns = -1,
            ShiftRows = 0.5, Order = ShiftOrder.AfterScale, Guidance = 3.5, Pruned = true, KeepShare = 0.25, Size = 128, Base = "tiny",
        };
        using var adapter = tiny.Adapter(rule);
        var path = Path.Combine(_folder, "edges.safetensors");
        adapter.Save(path);
        using var opened = ControlAdapter.Open(tiny.Network, path);
        Assert.True(opened.HasRule);
        Assert.Equal(adapter.Rule.ToJson(), opened.Rule.ToJson());
        Assert.Contains("\"tasks\": [\n    \"edges\",\n    \"geometry\"", opened.Rule.ToJson().ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(adapter.Fingerprint(), opened.Fingerprint());
        Assert.False(opened.IsForOtherWeights(tiny.Network));
        using var other = new TinyFlux(pooled: false);
        Assert.True(opened.IsForOtherWeights(other.Network));
        using var file = SafetensorsTensors.Open(path);
        Assert.All(file.Names, n => Assert.StartsWith("transformer.", n, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_was_cut_has_its_own_rank()
    {
        using var tiny = new TinyFlux();
        using var adapter = tiny.Adapter(new() { Tasks = [ControlTask.Subject], Rank = 4, ShiftColumns = -1 });
        var (whole, cut) = (Path.Combine(_folder, "whole.safetensors"), Path.Combine(_folder, "cut.safetensors"));
        adapter.Save(whole);
        LoraResizing.Write(whole, cut, new RankChoice(2));
        using var opened = ControlAdapter.Open(tiny.Network, cut);
        Assert.Equal(adapter.Rule with { Rank = 2, Tasks = opened.Rule.Tasks }, opened.Rule);
    }

    [Fact]
    public void A_merge_of_adapters_of_one_rule_is_opened_under_it()
    {
        using var tiny = new TinyFlux();
        using var first = tiny.Adapter(new() { Tasks = [ControlTask.Edges], Rank = 2, Independent = true, Scale = 2 });
        using var second = tiny.Adapter(new() { Tasks = [ControlTask.Edges], Rank = 3, Independent = true, Scale = 2 });
        using var joint = tiny.Adapter(new() { Tasks = [ControlTask.Edges], Rank = 2, Scale = 2 });
        var (model, merged) = (Path.Combine(_folder, "model"), Path.Combine(_folder, "merged.safetensors"));
        Directory.CreateDirectory(model);
        File.WriteAllText(Path.Combine(model, "config.json"), JsonSerializer.Serialize(tiny.Network.Config, SnakeCase));
        StateDict.Save(tiny.Network, Path.Combine(model, "diffusion_pytorch_model.safetensors"));
        LoraMerging.Write([Saved(first, "first"), Saved(second, "second")], merged, new(MergeKind.Cat), model);

        using var opened = ControlAdapter.Open(tiny.Network, merged);

        Assert.True(opened.HasRule);
        Assert.Equal((first.Rule with { Rank = 5 }).ToJson(), opened.Rule.ToJson());
        var error = Assert.Throws<AdapterException>(() => LoraMerging.Write([Saved(first, "first"), Saved(joint, "joint")], merged, new(MergeKind.Cat), model));
        Assert.Contains("independent (true and false)", error.Message, StringComparison.Ordinal);

        WeightedLora Saved(ControlAdapter adapter, string name)
        {
            var path = Path.Combine(_folder, $"{name}.safetensors");
            adapter.Save(path);
            return new(path);
        }
    }

    [Fact]
    public void Files_that_differ_in_alpha_or_in_a_layers_name_alone_have_fingerprints_of_their_own()
    {
        using var scope = Tensor.Scope();
        using var tiny = new TinyFlux();
        var (down, up) = (tiny.Draw(2, 24), tiny.Draw(24, 2));
        string[] prints = [Print("to_q", null), Print("to_q", 2), Print("to_q", 1), Print("to_k", null)];
        Assert.Equal(prints[0], prints[1]);
        Assert.Equal(3, prints.Distinct().Count());

        string Print(string layer, double? alpha)
        {
            var (path, name) = (Path.Combine(_folder, "one.safetensors"), $"transformer.transformer_blocks.0.attn.{layer}");
            var tensors = new List<(string, Tensor)> { ($"{name}.lora_A.weight", down), ($"{name}.lora_B.weight", up) };
            if (alpha is { } value)
                tensors.Add(($"{name}.alpha", Tensor.Scalar(value)));
            StateDict.Save(tensors, path);
            using var adapter = ControlAdapter.Open(tiny.Network, path);
            return adapter.Fingerprint();
        }
    }

    [Theory]
    [InlineData(ControlModules.Full, "", "layers of 'full' by its rule, and changes 15: 'x_embedder' is missing")]
    [InlineData(ControlModules.Reduced, "", "'transformer_blocks.0.norm1.linear' is missing")]
    [InlineData(ControlModules.Attention, "transformer_blocks.1.attn.to_k", "15 layers of 'attention' by its rule, and changes 14: 'transformer_blocks.1.attn.to_k' is missing")]
    public void A_file_of_other_layers_than_its_rule_says_is_refused(ControlModules said, string without, string says)
    {
        using var tiny = new TinyFlux();
        using var adapter = tiny.Adapter(new() { Rank = 2, Modules = ControlModules.Attention });
        var path = Path.Combine(_folder, "a.safetensors");
        StateDict.Save(
            adapter.Adapter.Parameters().Where(p => without.Length == 0 || !p.Name.StartsWith($"{without}.", StringComparison.Ordinal)).Select(p => ($"transformer.{p.Name}", p.Parameter.Value)),
            path,
            metadata: new Dictionary<string, string> { [ControlRule.MetadataKey] = (adapter.Rule with { Modules = said }).ToJson() });
        Assert.Contains(says, Assert.Throws<AdapterException>(() => ControlAdapter.Open(tiny.Network, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_beyond_those_of_the_rule_are_refused()
    {
        using var tiny = new TinyFlux();
        using var adapter = tiny.Adapter(new() { Rank = 2 });
        var path = Path.Combine(_folder, "a.safetensors");
        StateDict.Save(
            adapter.Adapter.Parameters().Select(p => (p.Name, p.Parameter.Value)),
            path,
            metadata: new Dictionary<string, string> { [ControlRule.MetadataKey] = (adapter.Rule with { Modules = ControlModules.Attention }).ToJson() });
        Assert.Contains("is none of them", Assert.Throws<AdapterException>(() => ControlAdapter.Open(tiny.Network, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_another_size_and_a_damaged_rule_are_refused()
    {
        using var tiny = new TinyFlux();
        using var adapter = tiny.Adapter();
        var path = Path.Combine(_folder, "a.safetensors");
        adapter.Save(path);
        using var deeper = new FluxTransformer(tiny.Network.Config with { NumSingleLayers = 4 });
        Assert.Contains("3 single blocks; this model has", Assert.Throws<AdapterException>(() => ControlAdapter.Open(deeper, path)).Message, StringComparison.Ordinal);

        var damaged = Path.Combine(_folder, "b.safetensors");
        var values = adapter.Adapter.Parameters().Select(p => (p.Name, p.Parameter.Value));
        foreach (var (json, says) in new[] { ("{\"rnak\": 4}", "unknown key 'rnak'"), ("{\"scale\": 3}", "allowed: 1, 2, 4"), ("{", ControlRule.MetadataKey), ("{\"tasks\": [\"sky\"]}", "control") })
        {
            StateDict.Save(values, damaged, metadata: new Dictionary<string, string> { [ControlRule.MetadataKey] = json });
            Assert.Contains(says, Assert.Throws<AdapterException>(() => ControlAdapter.Open(tiny.Network, damaged)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Contradicting_switches_are_refused()
    {
        Assert.Throws<SettingException>(() => new ControlRule { Integrated = true, Scale = 2 }.Checked());
        Assert.Throws<SettingException>(() => new ControlRule { Integrated = true, Tasks = [ControlTask.Edges] }.Checked());
        Assert.Throws<SettingException>(() => new ControlRule { Pruned = true, Tasks = [ControlTask.Depth] }.Checked());
        Assert.Throws<SettingException>(() => new ControlRule { KeepShare = 0.5 }.Checked());
        Assert.Throws<SettingException>(() => new ControlRule { Rank = 0 }.Checked());
    }
}
