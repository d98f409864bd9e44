using System.Text.Json;
using Atelier.Cli.Shell;
using Atelier.Cli.Tests.Generation;
using Atelier.Evaluation.GenEval;
using Atelier.Models.Detection;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Runs;

namespace Atelier.Cli.Tests.Judging;

public sealed class EvaluateLightGenTests(TinyMaskedModel model) : IClassFixture<TinyMaskedModel>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-evaluate").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Arms_and_curves_are_written_into_the_page_and_judged_once()
    {
        WriteJudge();
        var index = Path.Combine(model.LightGen, "model_index.json");
        File.WriteAllText(index, File.ReadAllText(index).Replace("\"width\": 16", "\"width\": 32", StringComparison.Ordinal));
        var page = In("lightgen.md");
        File.WriteAllText(page, "# LightGen\n\nBefore.\n\n<!-- measured -->\nold\n<!-- end of measured -->\n\nAfter.\n");
        string[] words =
        [
            "evaluate", "lightgen", "--arm", $"start={model.LightGen}", "--arm", $"tuned={model.LightGen}", "--curve", $"pairs:100={model.LightGen}", "--curve", $"pairs:1000={model.LightGen}",
            "--judge", In("judge"), "--prompts", "1", "--steps", "2", "--head-steps", "2", "--scores", In("scores"), "--page", page, "--speed",
        ];
        var (code, output, error) = await CommandLine.RunAsync(words);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(page, output.TrimEnd());

        var text = File.ReadAllText(page);
        Assert.StartsWith("# LightGen\n\nBefore.\n\n<!-- measured -->", text, StringComparison.Ordinal);
        Assert.EndsWith("<!-- end of measured -->\n\nAfter.\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("old", text, StringComparison.Ordinal);
        foreach (var part in new[] { "| ceiling: true renders |", "| true renders through the autoencoder |", "| start |", "| tuned |", "| floor: pictures of other prompts (start) |", "### Change from \"start\"", "### Position by axis", "of 4 |", "### Curve: pairs", "| 1000 |", "### Speed", "[P]" })
            Assert.Contains(part, text, StringComparison.Ordinal);
        // Both arms are the same model on the same seeds.
        Assert.Contains("| tuned | +0.00 [+0.00, +0.00] |", text, StringComparison.Ordinal);
        Assert.True(File.Exists(In("images/lightgen-pairs.svg")));
        Assert.Equal(6, Directory.EnumerateFiles(In("scores")).Count());

        // A kept file is trusted, so that a stopped evaluation goes on: here it is changed on purpose.
        var kept = In("scores/tuned.json");
        File.WriteAllText(kept, File.ReadAllText(kept).Replace("\"0000\"", "\"1111\"", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, (await CommandLine.RunAsync(words)).Code);
        Assert.Contains("| tuned | +1.00 [+1.00, +1.00] |", File.ReadAllText(page), StringComparison.Ordinal);
        var json = await CommandLine.RunAsync([.. words[..^3], "--json"]);
        Assert.All(json.Output.TrimEnd().Split('\n'), line => Assert.StartsWith("{\"arm\":", line, StringComparison.Ordinal));
        Assert.Contains("\"arm\":\"tuned\"", json.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--arm", "lightgen-mini")]
    [InlineData("--arm", "x=nosuch")]
    [InlineData("--curve", "pairs=lightgen-mini")]
    [InlineData("--curve", "pairs:many=lightgen-mini")]
    [InlineData("--judge", "minilm")]
    public async Task Bad_input_gets_one_line_and_2(string option, string value)
    {
        var (code, output, error) = await CommandLine.RunAsync("evaluate", "lightgen", "--arm", $"start={model.LightGen}", "--prompts", "1", "--scores", In("scores"), option, value);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    private void WriteJudge()
    {
        Directory.CreateDirectory(In("judge"));
        var config = new SceneDetectorConfig { Classes = [.. GenEvalPrompts.Nouns.Select(n => n.Name)], Colors = ["red", "blue"], Widths = [16, 16, 16, 16, 16], BlocksPerLevel = 1 };
        File.WriteAllText(In("judge/config.json"), JsonSerializer.Serialize(config, ConfigReader.Options));
        using var random = new Generator(1);
        using var detector = new SceneDetector(config);
        detector.Initialize(random);
        StateDict.Save(detector, In("judge/model.safetensors"));
    }

    private string In(string name) => Path.Combine(_folder, name);
}
