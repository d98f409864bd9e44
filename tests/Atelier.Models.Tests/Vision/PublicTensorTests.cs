using Atelier.Models.Vision.Clip;
using Atelier.Models.Vision.Dinov2;
using Atelier.Models.Vision.Redux;
using Atelier.Models.Vision.Siglip;
using Atelier.Torch;

namespace Atelier.Models.Tests.Vision;

/// <summary>Default configurations are public ones: same tensors, same number of parameters.</summary>
public class PublicTensorTests
{
    public static TheoryData<string, Func<Module>> Networks { get; } = new()
    {
        { "clip_l_vision", () => new ClipVisionModel(new ClipVisionConfig()) },
        { "siglip_so400m_384_vision_trunk", () => new SiglipVisionModel(new SiglipVisionConfig { VisionUseHead = false }) },
        { "flux_redux", () => new ReduxImageEncoder(new ReduxConfig()) },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Defaults_have_the_tensors_of_the_public_file(string list, Func<Module> make)
    {
        using var network = make();

        Assert.Equal(TensorList.Of(list), TensorList.Of(network));
    }

    [Fact]
    public void Dinov2_base_has_the_published_number_of_parameters()
    {
        using var network = new Dinov2Model(new Dinov2Config { ImageSize = 518 });

        Assert.Equal(86_580_480, network.ParameterCount());
    }
}
