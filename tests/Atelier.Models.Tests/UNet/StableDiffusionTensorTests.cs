using System.Security.Cryptography;
using System.Text;
using Atelier.Models.Autoencoders;
using Atelier.Models.UNet;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.UNet;

/// <summary>Stable Diffusion 1.5 in full size, without weights.</summary>
public class StableDiffusionTensorTests
{
    public static TheoryData<string, int, long, string, Func<Module>> Networks { get; } = new()
    {
        { "unet_sd15", 686, 859_520_964, "67c736cfaeef8add65f39a6bbaf51841d812420b0622742a6ca9ab791d2ad6be", () => new UNetModel(UNetConfig.StableDiffusion15) },
        {
            "controlnet_sd15", 340, 361_279_120, "eab532827a0c67eb3337e6749e15e5a4118e6d38523db8964da740ae217584ac",
            () => new ControlNet(UNetConfig.StableDiffusion15, new ControlNetConfig())
        },
        { "vae_sd15", 248, 83_653_863, "bebc16480afdff58db4313aa33583fed0b49671a2ce40fc8613d13a10f8a2549", () => new AutoencoderKL(AutoencoderKLConfig.StableDiffusion) },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Names_and_shapes_are_those_of_the_public_file(string list, int tensors, long parameters, string hash, Func<Module> make)
    {
        using var network = make();

        // The lists are long, so that their sums stand here: of "name, tab, sizes with x", sorted, a line each.
        var lines = TensorList.Of(network);
        Assert.Equal((tensors, parameters), (lines.Length, network.ParameterCount()));
        Assert.True(hash == Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)))), $"not the tensors of {list}");
    }

    [Fact]
    public void The_sizes_of_a_single_file_are_read_off_its_tensors()
    {
        foreach (var config in new[] { UNetConfig.StableDiffusion15, UNetConfig.StableDiffusion15 with { InChannels = 9 }, UNetConfig.StableDiffusionXL })
        {
            using var network = new UNetModel(config);
            var names = LdmUNetNames.Names(network);
            using var file = new Shapes(network.Parameters().ToDictionary(p => $"model.diffusion_model.{names[p.Name]}", p => p.Parameter.Shape));

            using var read = new UNetModel(LdmUNetConfig.Read(file));

            Assert.Equal(TensorList.Of(network), TensorList.Of(read));
            Assert.Equal(config.AttentionHeadDim[1], read.Config.AttentionHeadDim[1]);
        }
    }

    [Fact]
    public void The_sizes_of_an_autoencoder_are_read_off_its_tensors()
    {
        using var network = new AutoencoderKL(AutoencoderKLConfig.StableDiffusion);
        using var file = new Shapes(network.Parameters().ToDictionary(p => $"first_stage_model.{LdmAutoencoderNames.NameOf(p.Name, 4)}", p => p.Parameter.Shape));

        using var read = new AutoencoderKL(LdmAutoencoderConfig.Read(file));

        Assert.Equal(TensorList.Of(network), TensorList.Of(read));
        Assert.Equal(0.18215, read.Config.ScalingFactor);
    }

    private sealed class Shapes(Dictionary<string, long[]> shapes) : ITensorSource
    {
        public string Path => "shapes";

        public IReadOnlyCollection<string> Names => shapes.Keys;

        public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

        public long[] ShapeOf(string name) => shapes[name];

        public Tensor Read(string name) => throw new NotSupportedException("There are shapes only.");

        public void Dispose()
        {
        }
    }
}
