using Atelier.Cli.Tests.Generation;

namespace Atelier.Cli.Tests.Commands;

public sealed class InspectPartsTests(TinyStableDiffusion model, TinyFlux flux) : IClassFixture<TinyStableDiffusion>, IClassFixture<TinyFlux>
{
    [Theory]
    [InlineData("sd/control_tiny_canny.safetensors", "Stable Diffusion control network, original names")]
    [InlineData("pictures.safetensors", "IP-Adapter")]
    [InlineData("full.safetensors", "IP-Adapter, full face")]
    [InlineData("word.safetensors", "textual inversion")]
    [InlineData("sketch", "T2I adapter")]
    [InlineData("eye", "CLIP image encoder")]
    [InlineData("sd/text_encoder", "CLIP text encoder, diffusers' names")]
    public async Task A_part_of_Stable_Diffusion_is_told_by_its_tensors(string name, string title) => Assert.Equal([title], await Networks(model.FileOf(name)));

    [Theory]
    [InlineData("text_encoder_2", "T5 text encoder")]
    [InlineData("transformer", "FLUX transformer, diffusers' names")]
    public async Task A_part_of_FLUX_is_told_by_its_tensors(string name, string title) => Assert.Equal([title], await Networks(Path.Combine(flux.Folder("dev"), name)));

    private static async Task<string[]> Networks(string path)
    {
        const string Mark = "network     ";
        var (code, output, error) = await CommandLine.RunAsync("inspect", path);
        Assert.True(code == 0, error);
        return [.. output.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith(Mark, StringComparison.Ordinal)).Select(l => l[Mark.Length..])];
    }
}
