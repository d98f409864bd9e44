using System.Globalization;
using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Tests.Generation;

public sealed class PaintingMemoryTests(TinyModel model) : IClassFixture<TinyModel>
{
    [Fact]
    public void Memory_stays_flat_over_two_hundred_pictures()
    {
        using var pipeline = FluxPipelineLoader.Open(model.Folder);
        var request = new TextToImageRequest { Prompt = "a red ball", Seed = 1, Steps = 1, Width = 64, Height = 64, Count = 30 };
        Assert.Equal(30, pipeline.Run(request, cancellation: TestContext.Current.CancellationToken).Count());
        var before = ResidentBytes();
        Assert.Equal(200, pipeline.Run(request with { Count = 200 }, cancellation: TestContext.Current.CancellationToken).Count());
        // Decoding one picture alone takes some 2 MB; 400 MB would have leaked.
        Assert.InRange(ResidentBytes() - before, long.MinValue, 32L << 20);
    }

    private static long ResidentBytes() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
