using Atelier.Cli.Tests.Generation;
using Atelier.Imaging;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;
using Atelier.Testing;

namespace Atelier.Cli.Tests.Readme;

public sealed class ReadmeSampleTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private const string Begin = "// begin of the sample";
    private const string End = "// end of the sample";
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_sample_runs()
    {
        Paint(tiny.Folder, _folder, null, CancellationToken.None);

        Assert.Equal(["7.png", "8.png"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order());
        Assert.Equal(7, PictureParameters.Read(PictureFile.Open(Path.Combine(_folder, "7.png")).Metadata).Seed);
    }

    [Fact]
    public void The_readme_shows_the_code_that_runs()
    {
        var readme = Lines("README.md").SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```");
        var code = Lines("tests/Atelier.Cli.Tests/Readme/ReadmeSampleTests.cs")
            .SkipWhile(line => line.Trim() != Begin).Skip(1).TakeWhile(line => line.Trim() != End);

        Assert.Equal(code.Select(line => line.Length > 8 ? line[8..] : line), readme);
    }

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(RepositoryRoot.Path, file));

    private static void Paint(string model, string folder, IProgress<PipelineProgress>? progress, CancellationToken cancellation)
    {
        // begin of the sample
        using var pipeline = FluxPipelineLoader.Open(model);
        var request = new TextToImageRequest { Prompt = "a red ball on grass", Seed = 7, Count = 2 };
        foreach (var painted in pipeline.Run(request, progress, cancellation))
        {
            var metadata = PictureParameters.Of(painted).ToMetadata();
            PictureFile.Save(painted.Picture, Path.Combine(folder, $"{painted.Seed}.png"), new SaveOptions { Metadata = metadata });
        }
        // end of the sample
    }
}
