using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Runs;

namespace Atelier.Training.Tests.Runs;

[Collection("runs")]
public sealed class TrainingRunTests
{
    private static readonly string Slow = TemporaryRun.Config.Replace("\"type\": \"toy\"", "\"type\": \"toy\", \"pause\": 30", StringComparison.Ordinal);

    [Fact]
    public void A_run_learns_and_leaves_its_files()
    {
        using var run = new TemporaryRun();
        Assert.Equal(RunOutcome.Finished, run.Run("a"));

        var lines = run.Metrics("a").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        var losses = lines.Where(l => l.TryGetProperty("loss", out _)).Select(l => l.GetProperty("loss").GetDouble()).ToArray();
        Assert.True(losses[^1] < 0.5 * losses[0], string.Join(", ", losses));
        Assert.Equal(3, lines.Count(l => l.TryGetProperty("eval_error", out _)));
        Assert.Equal(["step-000000025.txt", "step-000000050.txt", "step-000000060.txt"], Directory.EnumerateFiles(Path.Combine(run.Folder("a"), "samples")).Select(f => Path.GetFileName(f)).Order());
        Assert.Contains("eval_error", File.ReadAllText(Path.Combine(run.Folder("a"), "chart.svg")), StringComparison.Ordinal);
        Assert.Equal(["optimizer.safetensors", "toy.ema-0.9.safetensors", "toy.ema-0.99.safetensors", "toy.safetensors"], run.Weights("a").Keys.Order());
    }

    [Fact]
    public void A_run_of_some_minutes_ends_by_the_clock_and_its_rate_falls_by_then()
    {
        using var run = new TemporaryRun();
        var config = TemporaryRun.Config.Replace("\"steps\": 60", "\"steps\": 100000, \"minutes\": 0.03", StringComparison.Ordinal)
            .Replace("\"cosine\", \"num_warmup_steps\": 5", "\"linear\"", StringComparison.Ordinal);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(RunOutcome.Finished, run.Run("a", config));
        Assert.InRange(clock.Elapsed.TotalSeconds, 1.8, 30);
        var rates = run.Metrics("a").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(l => l.TryGetProperty("lr", out _)).Select(l => l.GetProperty("lr").GetDouble()).ToArray();
        Assert.True(rates[^1] < 0.2 * rates[0], string.Join(", ", rates));
        // A finished run stays finished.
        Assert.Equal(RunOutcome.Finished, run.Run("a", config, resume: true));
    }

    [Fact]
    public void A_run_starts_from_the_mean_of_several_weights()
    {
        using var run = new TemporaryRun();
        string Learned(string name, string seed)
        {
            run.Run(name, TemporaryRun.Config.Replace("\"seed\": 5", seed, StringComparison.Ordinal));
            return Path.Combine(Directory.EnumerateDirectories(Path.Combine(run.Folder(name), "checkpoints")).Max()!, "toy.safetensors");
        }

        var (first, second) = (Learned("a", "\"seed\": 5"), Learned("b", "\"seed\": 6"));
        var resting = $$"""
            {
              "task": {"type": "toy"}, "precision": "fp32", "batch_size": 1, "steps": 1, "optimizers": [{"type": "sgd", "lr": 0}],
              "init_from": {"toy": [{{JsonSerializer.Serialize(first)}}, {{JsonSerializer.Serialize(second)}}]}
            }
            """;
        run.Run("c", resting);
        var mean = Path.Combine(Directory.EnumerateDirectories(Path.Combine(run.Folder("c"), "checkpoints")).Max()!, "toy.safetensors");
        using var scope = Tensor.Scope();
        using var sources = new Sources([first, second, mean]);
        foreach (var name in sources.Files[0].Names)
        {
            var (a, b, c) = (sources.Files[0].Read(name), sources.Files[1].Read(name), sources.Files[2].Read(name));
            Assert.Equal(((a + b) / 2).ToFloats(), c.ToFloats());
            Assert.NotEqual(a.ToFloats(), b.ToFloats());
        }
    }

    [Fact]
    public void A_run_stopped_between_steps_goes_on_as_if_nothing_had_happened()
    {
        using var run = new TemporaryRun();
        run.Run("whole");
        using var stop = new CancellationTokenSource();
        var outcome = new TrainingRun(ToyTask.Registry).Execute(
            run.Write(TemporaryRun.Config), run.Folder("parts"), false, new StopAt(33, stop), stop.Token);
        Assert.Equal(RunOutcome.Stopped, outcome);
        Assert.Equal(RunOutcome.Finished, run.Run("parts", resume: true));

        Assert.Equal(run.Metrics("whole"), run.Metrics("parts"));
        Assert.Equal(run.Weights("whole"), run.Weights("parts"));
    }

    [Fact]
    public async Task A_killed_run_goes_on_to_the_same_last_bit()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var run = new TemporaryRun();
        run.Run("whole");
        foreach (var milliseconds in new[] { 300, 700 })
        {
            using var child = ChildRun.Start(run.Folder("killed"), Slow);
            // Only kills that come after the first checkpoint show anything.
            while (new RunFolder(run.Folder("killed")).LatestCheckpoint is null && !child.HasExited)
                await Task.Delay(20, cancellation);
            await Task.Delay(milliseconds, cancellation);
            Assert.False(child.HasExited, "the child ended before it was killed");
            child.Kill();
            await child.WaitForExitAsync(cancellation);
        }

        var metrics = run.Metrics("killed");
        Assert.NotEqual(run.Metrics("whole"), metrics);
        Assert.Equal(RunOutcome.Finished, run.Run("killed", resume: true));
        Assert.Equal(run.Metrics("whole"), run.Metrics("killed"));
        Assert.Equal(run.Weights("whole"), run.Weights("killed"));
    }

    [Fact]
    public void A_number_that_is_no_longer_finite_stops_the_run_and_keeps_the_checkpoint_before()
    {
        using var run = new TemporaryRun();
        var config = TemporaryRun.Config.Replace("\"type\": \"toy\"", "\"type\": \"toy\", \"break_at\": 41", StringComparison.Ordinal);
        var error = Assert.Throws<TrainingException>(() => run.Run("a", config));
        Assert.Contains("Step 41", error.Message, StringComparison.Ordinal);
        Assert.Contains("loss", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{new RunFolder(run.Folder("a")).LatestCheckpoint!} is kept", error.Message, StringComparison.Ordinal);
        Assert.Equal(RunOutcome.Finished, run.Run("a", resume: true));
    }

    [Fact]
    public void A_run_that_breaks_before_its_first_checkpoint_says_that_nothing_is_kept()
    {
        using var run = new TemporaryRun();
        var config = TemporaryRun.Config.Replace("\"type\": \"toy\"", "\"type\": \"toy\", \"break_at\": 0", StringComparison.Ordinal);
        Assert.Contains("There is no checkpoint yet", Assert.Throws<TrainingException>(() => run.Run("a", config)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_has_not_made_a_step_shows_no_loss()
    {
        Assert.Equal("step 0/9", TrainingConsole.Line(new(0, 9, double.NaN, 0.1, 0, TimeSpan.Zero)));
        Assert.Equal("step 1/9  loss 0.5  lr 0.1  2.0 samples/s  left 4 s", TrainingConsole.Line(new(1, 9, 0.5, 0.1, 2, TimeSpan.FromSeconds(4))));
    }

    [Fact]
    public void A_folder_with_a_checkpoint_is_not_overwritten()
    {
        using var run = new TemporaryRun();
        run.Run("a");
        Assert.Contains("resume", Assert.Throws<SettingException>(() => run.Run("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_use_is_refused()
    {
        using var run = new TemporaryRun();
        using var held = new RunFolder(run.Folder("a")).Lock();
        Assert.Contains("Another process", Assert.Throws<TrainingException>(() => run.Run("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_not_called_one_in_use()
    {
        using var run = new TemporaryRun();
        File.WriteAllText(run.Folder("file"), "");
        var error = Assert.Throws<TrainingException>(() => run.Run(Path.Combine("file", "a")));
        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"seed\"", "\"sead\"", "sead", "seed")]
    [InlineData("\"lr\": 0.02", "\"learning_rate\": 0.02", "learning_rate", "weight_decay")]
    [InlineData("\"muon\"", "\"moun\"", "moun", "adamw")]
    [InlineData("\"steps\": 60", "\"steps\": 0", "steps", "1 or more")]
    [InlineData("\"cosine\"", "\"cosinus\"", "cosinus", "inverse_sqrt")]
    [InlineData("\"type\": \"toy\"", "\"type\": \"tay\"", "tay", "toy")]
    [InlineData("\"type\": \"toy\"", "\"type\": \"toy\", \"size\": 3", "size", "break_at")]
    [InlineData("\"fp32\"", "\"fp8\"", "fp8", "bf16")]
    [InlineData("\"batch_size\": 4", "\"batch_size\": \"four\"", "batch_size is \"four\"", "allowed: a whole number")]
    [InlineData("\"batch_size\": 4", "\"batch_size\": 2.5", "batch_size is 2.5", "allowed: a whole number")]
    [InlineData("\"seed\": 5", "\"seed\": -1", "seed is -1", "0 or more")]
    [InlineData("\"lr\": 0.02", "\"lr\": \"high\"", "optimizers[0]: lr is \"high\"", "allowed: a number")]
    [InlineData("\"lr\": 0.02", "\"lr\": -0.02", "lr is -0.02", "0 or more")]
    [InlineData("\"type\": \"muon\", ", "", "optimizers[0]: 'type' is missing", "adamw")]
    [InlineData("\"steps\": 60,", "", "'steps' is missing", ".json")]
    [InlineData("\"seed\": 5", "\"init_from\": null", "init_from is null", "an object")]
    [InlineData("\"seed\": 5", "\"init_from\": {\"toy\": []}", "init_from: toy is []", "a path, or a list of paths")]
    [InlineData("\"seed\": 5", "\"init_from\": {\"toy\": 3}", "init_from: toy is 3", "a path, or a list of paths")]
    [InlineData("\"schedule\": {\"name\": \"cosine\", \"num_warmup_steps\": 5}", "\"schedule\": null", "schedule is null", "an object")]
    [InlineData("[{\"decay\": 0.9}, {\"decay\": 0.99}]", "null", "averages is null", "a list")]
    [InlineData("[{\"decay\": 0.9}, {\"decay\": 0.99}]", "[null]", "averages[0] is null", "an object")]
    [InlineData("\"type\": \"toy\"", "\"type\": \"toy\", \"noise\": [1]", "noise is [1]", "a number")]
    public void A_wrong_setting_is_named_with_what_is_allowed(string from, string to, string given, string allowed)
    {
        using var run = new TemporaryRun();
        var error = Assert.ThrowsAny<ArgumentException>(() => run.Run("a", TemporaryRun.Config.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains(given, error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }

    private sealed class Sources(string[] paths) : IDisposable
    {
        public SafetensorsTensors[] Files { get; } = Array.ConvertAll(paths, p => SafetensorsTensors.Open(p));

        public void Dispose()
        {
            foreach (var file in Files)
                file.Dispose();
        }
    }
}
