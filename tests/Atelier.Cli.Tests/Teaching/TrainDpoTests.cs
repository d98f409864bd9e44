using System.Text.Json;
using Atelier.Cli.Shell;
using Atelier.Cli.Tests.Generation;
using Atelier.Training.Tests.Mini;

namespace Atelier.Cli.Tests.Teaching;

public sealed class TrainDpoTests(TinyMaskedModel model, SmallDiorama diorama) : IClassFixture<TinyMaskedModel>, IClassFixture<SmallDiorama>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-dpo").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Missing_losers_are_painted_and_a_run_is_trained_and_can_be_used()
    {
        var index = Path.Combine(model.LightGen, "model_index.json");
        File.WriteAllText(index, File.ReadAllText(index).Replace("\"width\": 16", "\"width\": 32", StringComparison.Ordinal).Replace("\"steps\": 5", "\"steps\": 2", StringComparison.Ordinal));
        var painted = await CommandLine.RunAsync("train", "pictures", "--model", model.LightGen, "--data", diorama.Folder, "--latents", In("latents"), "--out", In("pairs"), "--first", "2", "--count", "3");
        Assert.True(painted.Code == ExitCode.Done, painted.Error);
        string[] words =
        [
            "train", "dpo", "--model", model.LightGen, "--data", diorama.Folder, "--latents", In("latents"), "--pairs", In("pairs"), "--first", "2", "--count", "8",
            "--run", In("run"), "--batch-size", "2", "--steps", "4", "--lr", "1e-4", "--scale-lr", "--beta", "100",
        ];
        var (code, output, error) = await CommandLine.RunAsync(words);
        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(In("run"), output.TrimEnd());
        Assert.InRange(Directory.EnumerateFiles(In("pairs/pictures")).Count(), 6, 8);
        Assert.True(File.Exists(In("run/preference.svg")));
        using var plan = JsonDocument.Parse(File.ReadAllText(In("run/plan.json")));
        Assert.Equal(2e-4, plan.RootElement.GetProperty("optimizers")[0].GetProperty("lr").GetDouble(), 9);
        Assert.Equal("fp32", plan.RootElement.GetProperty("precision").GetString());

        Assert.NotEqual(ExitCode.Done, (await CommandLine.RunAsync(words)).Code);
        Assert.Equal(ExitCode.Done, (await CommandLine.RunAsync([.. words, "--resume"])).Code);
        var changed = await CommandLine.RunAsync([.. words, "--resume", "--control", "sft"]);
        Assert.Equal(ExitCode.BadInput, changed.Code);
        Assert.Contains("task.control: \"dpo\", \"sft\"", changed.Error, StringComparison.Ordinal);

        var alone = await CommandLine.RunAsync("export", In("run"), "--network", "transformer", "--out", In("alone"));
        Assert.True(alone.Code == ExitCode.Done, alone.Error);
        Assert.Contains("export --model", (await CommandLine.RunAsync("generate", "a ball", "--model", In("alone"))).Error, StringComparison.Ordinal);
        var whole = await CommandLine.RunAsync("export", In("run"), "--network", "transformer", "--model", model.LightGen, "--out", In("whole"));
        Assert.True(whole.Code == ExitCode.Done, whole.Error);
        var used = await CommandLine.RunAsync("generate", "a ball", "--model", In("whole"), "--out", In("ball.png"));
        Assert.True(used.Code == ExitCode.Done, used.Error);

        File.WriteAllText(In("pairs/index.jsonl"), File.ReadAllText(In("pairs/index.jsonl")).Replace("\"teacher\":\"", "\"teacher\":\"another-", StringComparison.Ordinal));
        var foreign = await CommandLine.RunAsync([.. words.Select(w => w == In("run") ? In("other") : w)]);
        Assert.Equal(ExitCode.BadInput, foreign.Code);
        Assert.Contains("holds pictures of another-", foreign.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--control", "random")]
    [InlineData("--beta", "0")]
    [InlineData("--model", "minilm")]
    public async Task Bad_input_gets_one_line_and_2(string option, string value)
    {
        var (code, _, error) = await CommandLine.RunAsync("train", "dpo", "--data", diorama.Folder, "--pairs", In("pairs"), option, value);
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Training_without_a_config_says_so() =>
        Assert.Contains("No config", (await CommandLine.RunAsync("train")).Error, StringComparison.Ordinal);

    private string In(string name) => Path.Combine(_folder, name);
}
