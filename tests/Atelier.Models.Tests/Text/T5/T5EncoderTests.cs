using Atelier.Models.Text.T5;

namespace Atelier.Models.Tests.Text.T5;

public class T5EncoderTests
{
    [Fact]
    public void The_xxl_encoder_has_the_published_number_of_parameters()
    {
        using var model = new T5Encoder(new T5Config());

        Assert.Equal(4_762_310_656, model.ParameterCount());
    }

    [Fact]
    public void An_unknown_feed_forward_form_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => new T5Encoder(new T5Config { FeedForwardProj = "gated-nothing" }));

        Assert.Contains("nothing", error.Message);
    }
}
