using Atelier.Models.Configs;
using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Models.Tests.UNet;

public sealed class UNetModelTests
{
    private static readonly UNetConfig Small = new()
    {
        BlockOutChannels = [8, 16], DownBlockTypes = ["CrossAttnDownBlock2D", "DownBlock2D"], UpBlockTypes = ["UpBlock2D", "CrossAttnUpBlock2D"],
        LayersPerBlock = 1, NormNumGroups = 4, CrossAttentionDim = 12, AttentionHeadDim = 2,
    };

    [Fact]
    public void Sizes_give_the_published_parameter_counts()
    {
        Assert.Equal(859_520_964, new UNetModel(UNetConfig.StableDiffusion15).ParameterCount());
        Assert.Equal(2_567_463_684, new UNetModel(UNetConfig.StableDiffusionXL).ParameterCount());
        Assert.Equal(361_279_120, new ControlNet(UNetConfig.StableDiffusion15, new ControlNetConfig()).ParameterCount());
    }

    [Fact]
    public void Every_parameter_gets_a_gradient()
    {
        using var scope = Tensor.Scope();
        using var generator = new Generator(1);
        using var network = new UNetModel(Small);
        network.Initialize(generator);
        network.RequireGradients(true);

        network.Forward(new(Tensor.RandN([2, 4, 6, 6], generator), Tensor.From([5L, 900L], 2), Tensor.RandN([2, 3, 12], generator))).Square().Mean().Backward();

        Assert.All(network.Parameters(), p => Assert.NotNull(p.Parameter.Value.Grad));
    }

    [Fact]
    public void Temporaries_of_a_block_are_freed_with_it()
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var generator = new Generator(1);
        using var network = new UNetModel(Small);
        network.Initialize(generator);
        var inputs = new UNetInputs(Tensor.RandN([1, 4, 8, 8], generator), Tensor.Scalar(5), Tensor.RandN([1, 3, 12], generator));
        var before = scope.Count;

        network.Forward(inputs);

        // Ten blocks and three transformers leave one map each, beside the time's vector, skips and joints; without scopes it would be hundreds.
        Assert.InRange(scope.Count - before, 1, 60);
    }

    [Fact]
    public void A_fresh_control_network_changes_nothing()
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        using var generator = new Generator(1);
        using var control = new ControlNet(Small, new ControlNetConfig { ConditioningEmbeddingOutChannels = [4, 4, 4, 4] });
        control.Initialize(generator);

        var (down, mid) = control.Forward(
            new(Tensor.RandN([1, 4, 4, 4], generator), Tensor.Scalar(500), Tensor.RandN([1, 3, 12], generator)), Tensor.Rand([1, 3, 32, 32], generator));

        Assert.All([.. down, mid], r => Assert.Equal(0, r.Abs().Max().Item()));
    }

    [Theory]
    [InlineData("down_block_types", "SimpleCrossAttnDownBlock2D")]
    [InlineData("addition_embed_type", "image")]
    public void Parts_that_are_not_there_are_named(string field, string value)
    {
        var config = field == "down_block_types" ? Small with { DownBlockTypes = [value, "DownBlock2D"] } : Small with { AdditionEmbedType = value };

        var error = Assert.Throws<ConfigException>(() => new UNetModel(config));

        Assert.Contains(field, error.Message);
        Assert.Contains(value, error.Message);
    }

    [Fact]
    public void One_value_or_a_list_is_read_from_a_config()
    {
        using var json = System.Text.Json.JsonDocument.Parse(
            """{"attention_head_dim": [5, 10, 20], "transformer_layers_per_block": [1, [2, 3], 10], "cross_attention_dim": 2048}""");

        var config = ModelConfig.Read<UNetConfig>(json.RootElement);

        Assert.Equal(20, config.AttentionHeadDim[2]);
        Assert.Equal(3, config.TransformerLayersPerBlock[1][1]);
        Assert.Equal(10, config.TransformerLayersPerBlock[2][7]);
        Assert.Equal(2048, config.CrossAttentionDim[3]);
    }
}
