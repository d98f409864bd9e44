using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Distributed;

namespace Atelier.Training.Runs;

/// <summary>A run of a config in a folder: starts, goes on after any kind of stop, and leaves everything in files.</summary>
/// <remarks>
/// A run that is killed at any moment and resumed gives the same <c>metrics.jsonl</c> as one that was not, to the last bit on one
/// thread: draws and data order follow from seed and step, and a checkpoint has all else. Started by torchrun's variables (RANK,
/// WORLD_SIZE, MASTER_ADDR, MASTER_PORT) in several processes over one folder, they share each step.
/// </remarks>
public sealed class TrainingRun(TaskRegistry tasks)
{
    /// <summary>What messages call the config; null for its path.</summary>
    public string? ConfigName { get; init; }

    /// <summary>Trains until all steps are done or a stop is asked for.</summary>
    /// <param name="configPath">The settings; null takes those in the folder.</param>
    /// <param name="folderPath">The run's folder.</param>
    /// <param name="resume">Goes on from the newest checkpoint, if there is one; without it, a folder with a checkpoint is refused.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellation">Stops after the step in hand, with a checkpoint.</param>
    /// <exception cref="SettingException">A setting is wrong.</exception>
    /// <exception cref="TrainingException">A number is no longer finite, the disk is full, or another process has the folder.</exception>
    public RunOutcome Execute(
        string? configPath, string folderPath, bool resume, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        var folder = new RunFolder(folderPath);
        if (configPath is null && !File.Exists(folder.Config))
            throw new SettingException($"'{folderPath}' has no config.json; name a config.");
        var config = ConfigReader.ReadFile<TrainingConfig>(configPath ?? folder.Config, ConfigName).Validated();
        // Of several processes only the first writes.
        var writes = WorldSettings.FromEnvironment() is not { Rank: > 0 };
        var isNew = !Directory.Exists(folderPath);
        using var own = writes ? folder.Lock() : null;
        var checkpoint = folder.LatestCheckpoint;
        if (checkpoint is not null && !resume)
            throw new SettingException($"'{folderPath}' has {Path.GetFileName(checkpoint)} already; resume it or name another folder.");

        if (config.Threads is { } threads)
            TorchRuntime.Threads = threads;
        // For the process, not the thread: backward passes on a GPU run on threads of libtorch.
        var before = ProductPrecision.Current;
        ProductPrecision.Set(ProductType(config));
        try
        {
            // Shapes repeat from step to step.
            if (Device.Parse(config.Device).Type == DeviceType.Cuda)
                TorchRuntime.SearchConvolutions(true);
            using var session = new TrainingSession(config, tasks);
            if (writes)
                Keep(config, folder.Config);
            return new TrainingLoop(config, folder, session, progress).Run(checkpoint, cancellation);
        }
        catch when (isNew && writes && !File.Exists(folder.Config))
        {
            folder.Abandon();
            throw;
        }
        finally
        {
            ProductPrecision.Set(before);
        }
    }

    private static ScalarType ProductType(TrainingConfig config) => config.Precision switch
    {
        "fp32" => ScalarType.Float32,
        "bf16" => ScalarType.BFloat16,
        _ when Device.Parse(config.Device).Type == DeviceType.Cuda => ScalarType.BFloat16,
        _ => PrecisionProbe.Fastest(null),
    };

    private static void Keep(TrainingConfig config, string path)
    {
        var temporary = $"{path}.tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(config, ConfigReader.Options));
        File.Move(temporary, path, overwrite: true);
    }
}
