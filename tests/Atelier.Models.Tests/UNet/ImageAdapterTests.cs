using Atelier.Models.Adapters;
using Atelier.Models.UNet;
using Atelier.Models.UNet.ImagePrompts;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.UNet;

public sealed class ImageAdapterTests : IDisposable
{
    private static readonly UNetConfig Small = new()
    {
        BlockOutChannels = [8, 16], DownBlockTypes = ["CrossAttnDownBlock2D", "DownBlock2D"], UpBlockTypes = ["UpBlock2D", "CrossAttnUpBlock2D"],
        LayersPerBlock = 1, NormNumGroups = 4, CrossAttentionDim = 12, AttentionHeadDim = 2,
    };

    private readonly TensorScope _scope = Tensor.Scope();
    private readonly string _file = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(_file);
        _scope.Dispose();
    }

    [Fact]
    public void An_adapter_acts_by_its_weight_and_only_where_its_mask_is()
    {
        using var noGrad = new NoGrad();
        using var generator = new Generator(1);
        using var network = new UNetModel(Small);
        network.Initialize(generator);
        Write(Layers(8, 8, 8, 16), generator);
        using var file = SafetensorsTensors.Open(_file);
        using var adapter = ImageAdapter.Load(file, "style", network);
        var inputs = new UNetInputs(Tensor.RandN([1, 4, 4, 4], generator), Tensor.Scalar(500), Tensor.RandN([1, 3, 12], generator));
        var tokens = adapter.Tokens(Tensor.RandN([1, 2, 6], generator));
        Tensor With(ImagePrompt prompt) => network.Forward(inputs with { Pictures = [prompt] });

        var plain = network.Forward(inputs);

        Assert.Equal([1, 2, 4, 12], tokens.Shape);
        Assert.Equal(0, Distance(plain, With(new(adapter, tokens) { Weights = [0] })));
        Assert.Equal(0, Distance(plain, With(new(adapter, tokens) { Masks = Tensor.Zeros([1, 2, 32, 32]) })));
        Assert.Equal(0, Distance(plain, With(new(adapter, tokens) { Blocks = new() { Mid = 0 } })));
        Assert.True(Distance(plain, With(new(adapter, tokens))) > 1e-4);
        Assert.Throws<ArgumentException>(() => With(new(adapter, tokens) { Weights = [1, 0.5] }));
        Assert.Throws<ArgumentException>(() => adapter.Tokens(Tensor.Zeros([1, 2, 7])));
    }

    [Fact]
    public void An_adapter_of_another_base_model_is_refused()
    {
        using var generator = new Generator(1);
        using var network = new UNetModel(Small);
        Write(Layers(8, 8, 8), generator);
        using (var fewer = SafetensorsTensors.Open(_file))
            Assert.Contains("another base model", Assert.Throws<AdapterException>(() => ImageAdapter.Load(fewer, "style", network)).Message);
        Write(Layers(8, 8, 8, 24), generator);
        using var wider = SafetensorsTensors.Open(_file);

        Assert.Contains("[24, 12]", Assert.Throws<AdapterException>(() => ImageAdapter.Load(wider, "style", network)).Message);
    }

    [Fact]
    public void A_perturbed_layer_that_is_not_there_is_named()
    {
        using var network = new UNetModel(Small);

        Assert.NotNull(new PerturbedAttention(network, ["mid", "up_blocks.1"], 3));
        Assert.Contains("up_blocks.0", Assert.Throws<AdapterException>(() => new PerturbedAttention(network, ["up_blocks.0"], 3)).Message);
        Assert.Throws<AdapterException>(() => new PerturbedAttention(network, ["("], 3));
    }

    private static double Distance(Tensor a, Tensor b) => (a - b).Abs().Max().Item();

    private static IEnumerable<(string, long[])> Layers(params long[] widths) => widths.SelectMany((w, i) => new[]
    {
        ($"ip_adapter.{(2 * i) + 1}.to_k_ip.weight", new[] { w, 12 }), ($"ip_adapter.{(2 * i) + 1}.to_v_ip.weight", [w, 12]),
    });

    private void Write(IEnumerable<(string Name, long[] Shape)> layers, Generator generator) => StateDict.Save(
        new (string Name, long[] Shape)[]
        {
            ("image_proj.proj.weight", [48, 6]), ("image_proj.proj.bias", [48]), ("image_proj.norm.weight", [12]), ("image_proj.norm.bias", [12]),
        }.Concat(layers).Select(t => (t.Name, Tensor.RandN(t.Shape, generator))), _file);
}
