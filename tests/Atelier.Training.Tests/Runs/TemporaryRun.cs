using Atelier.Training.Runs;

namespace Atelier.Training.Tests.Runs;

internal sealed class TemporaryRun : IDisposable
{
    public const string Config = """
        {
          "task": {"type": "toy"}, // comments are allowed
          "seed": 5, "threads": 1, "precision": "fp32", "batch_size": 4, "accumulate": 2, "steps": 60,
          "optimizers": [
            {"type": "muon", "lr": 0.02, "weight_decay": 0.01, "parameters": "weight", "except": "second"},
            {"type": "adamw", "lr": 0.01},
          ],
          "schedule": {"name": "cosine", "num_warmup_steps": 5},
          "averages": [{"decay": 0.9}, {"decay": 0.99}],
          "log_every": 7, "sample_every": 25, "evaluate_every": 20, "checkpoint_minutes": 0.0001
        }
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("atelier-run-").FullName;

    public string Folder(string name) => Path.Combine(_root, name);

    public string Write(string config)
    {
        var path = Path.Combine(_root, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, config);
        return path;
    }

    public RunOutcome Run(string folder, string config = Config, bool resume = false) =>
        new TrainingRun(ToyTask.Registry).Execute(Write(config), Folder(folder), resume, null, TestContext.Current.CancellationToken);

    public string Metrics(string folder) => File.ReadAllText(Path.Combine(Folder(folder), "metrics.jsonl"));

    /// <summary>Every weight file of the newest checkpoint.</summary>
    public Dictionary<string, string> Weights(string folder) => Directory
        .EnumerateFiles(Directory.EnumerateDirectories(Path.Combine(Folder(folder), "checkpoints")).Max()!, "*.safetensors")
        .ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))));

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
