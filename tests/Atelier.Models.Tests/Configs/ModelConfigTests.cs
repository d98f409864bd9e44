using System.Text.Json;
using Atelier.Models.Configs;
using Atelier.Models.Flux;
using Atelier.Models.UNet;
using Atelier.Models.Vision.Clip;

namespace Atelier.Models.Tests.Configs;

public class ModelConfigTests
{
    [Fact]
    public void An_unknown_field_that_says_something_is_an_error_where_it_is_asked_for()
    {
        var json = Parse("""{"num_layers": 2, "parallel_attention": true}""");
        Assert.Equal(2, ModelConfig.Read<FluxConfig>(json).NumLayers);
        Assert.Contains("parallel_attention", Assert.Throws<ConfigException>(() => ModelConfig.ReadStrict<FluxConfig>(json)).Message);
        Assert.Equal(2, ModelConfig.ReadStrict<FluxConfig>(json, "parallel_attention").NumLayers);
    }

    [Theory]
    [InlineData("""{"num_layers": 2, "parallel_attention": false, "extra": null, "list": []}""")]
    [InlineData("""{"num_layers": 2, "_class_name": "FluxTransformer2DModel", "attention_dropout": 0.1}""")]
    public void Silent_fields_and_those_of_training_are_passed_over(string json) => Assert.Equal(2, ModelConfig.ReadStrict<FluxConfig>(Parse(json)).NumLayers);

    [Fact]
    public void Fields_of_inner_configs_are_looked_at_too() => Assert.Contains(
        "text_config.rotary",
        Assert.Throws<ConfigException>(() => ModelConfig.ReadStrict<ClipConfig>(Parse("""{"text_config": {"hidden_size": 32, "rotary": 4}}"""))).Message);

    [Fact]
    public void A_file_with_an_unknown_field_is_named_together_with_the_field()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.json");
        try
        {
            File.WriteAllText(file, """{"num_layers": 2, "quantization_config": {"bits": 4}}""");
            Assert.Equal(2, ModelConfig.Open<FluxConfig>(file).NumLayers);
            var error = Assert.Throws<ConfigException>(() => ModelConfig.OpenStrict<FluxConfig>(file)).Message;
            Assert.Contains(file, error);
            Assert.Contains("quantization_config", error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("""{"block_out_channels": null}""")]
    [InlineData("""{"cross_attention_dim": null}""")]
    [InlineData("""{"transformer_layers_per_block": [1, null]}""")]
    public void Null_where_a_value_is_needed_is_an_error(string json) => Assert.Throws<ConfigException>(() => ModelConfig.Read<UNetConfig>(Parse(json)).Checked());

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
