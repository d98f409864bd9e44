using System.Globalization;
using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Averages;
using Atelier.Training.Optimizers;

namespace Atelier.Training.Runs;

/// <summary>Writes and reads the state of a run: a folder that appears whole or not at all.</summary>
internal sealed class RunCheckpoint(ITrainingTask task, CompositeOptimizer optimizer, IReadOnlyList<ExponentialAverage> averages)
{
    public const string StateFile = "state.json";
    private const string OptimizerFile = "optimizer.safetensors";
    private const double Margin = 1.05;

    /// <summary>Writes <c>step-N</c> under another name, renames it, and then removes older ones.</summary>
    /// <exception cref="TrainingException">The disk is full or cannot be written; the checkpoint before is kept.</exception>
    public void Save(RunFolder folder, RunState state)
    {
        var name = $"step-{state.Step:D9}";
        var final = Path.Combine(folder.Checkpoints, name);
        var temporary = Path.Combine(folder.Checkpoints, $".{name}.tmp");
        try
        {
            Directory.CreateDirectory(folder.Checkpoints);
            RequireSpace(folder.Checkpoints);
            Remove(temporary);
            Directory.CreateDirectory(temporary);
            Write(temporary, state);
            Remove(final);
            Directory.Move(temporary, final);
        }
        catch (IOException error)
        {
            Remove(temporary);
            throw new TrainingException($"The checkpoint of step {state.Step} could not be written: {error.Message} {Kept(folder)}", error);
        }

        foreach (var other in Directory.EnumerateDirectories(folder.Checkpoints).Where(d => d != final).ToArray())
            Remove(other);
    }

    /// <summary>Reads a checkpoint into the networks, the optimiser and the averages.</summary>
    /// <exception cref="TrainingException">Its networks are others.</exception>
    public RunState Load(string checkpoint)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var state = ConfigReader.ReadFile<RunState>(Path.Combine(checkpoint, StateFile));
        foreach (var network in task.Networks)
        {
            using var source = Open(checkpoint, FileOf(network.Name, null));
            foreach (var (name, parameter) in network.Module.Parameters())
                Copy(source, name, parameter.Value);
        }

        for (var i = 0; i < averages.Count; i++)
        {
            foreach (var network in task.Networks)
            {
                using var source = Open(checkpoint, FileOf(network.Name, averages[i].Config.Decay));
                foreach (var (name, shadow) in Own(network, averages[i].Shadows))
                    Copy(source, name, shadow);
            }

            averages[i].Updates = state.AverageUpdates[i];
        }

        using var optimizerSource = Open(checkpoint, OptimizerFile);
        optimizer.LoadState(optimizerSource);
        return state;
    }

    /// <summary>What a run that ends with an error can be resumed from, as a sentence.</summary>
    public static string Kept(RunFolder folder) => folder.LatestCheckpoint is { } last ? $"The checkpoint {last} is kept." : "There is no checkpoint yet.";

    /// <summary>The name that a network's parameter has in the run.</summary>
    public static string FullName(TrainedNetwork network, string name) => $"{network.Name}.{name}";

    /// <summary>The file of a network's weights, or of an average of them.</summary>
    public static string FileOf(string network, double? decay) =>
        decay is { } d ? string.Create(CultureInfo.InvariantCulture, $"{network}.ema-{d}.safetensors") : $"{network}.safetensors";

    private static IEnumerable<(string Name, Tensor Value)> Own(TrainedNetwork network, IEnumerable<TrainedTensor> tensors) =>
        tensors.Where(t => t.Name.StartsWith($"{network.Name}.", StringComparison.Ordinal)).Select(t => (t.Name[(network.Name.Length + 1)..], t.Value));

    private static SafetensorsTensors Open(string checkpoint, string file)
    {
        var path = Path.Combine(checkpoint, file);
        return File.Exists(path) ? SafetensorsTensors.Open(path) : throw new TrainingException($"{checkpoint} has no {file}: it belongs to other settings.");
    }

    private static void Copy(SafetensorsTensors source, string name, Tensor target)
    {
        if (!source.Names.Contains(name))
            throw new TrainingException($"{source.Path} has no '{name}': it belongs to other settings.");
        if (!source.ShapeOf(name).AsSpan().SequenceEqual(target.Shape))
        {
            throw new TrainingException(
                $"{source.Path}: '{name}' has shape [{string.Join(", ", source.ShapeOf(name))}], the network [{string.Join(", ", target.Shape)}].");
        }

        target.CopyInPlace(source.Read(name));
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private void Write(string folder, RunState state)
    {
        using var scope = Tensor.Scope();
        foreach (var network in task.Networks)
        {
            var values = network.Module.Parameters().ToArray();
            StateDict.Save(network.Module, Path.Combine(folder, FileOf(network.Name, null)));
            if (network.Config.Length > 0)
                File.WriteAllText(Path.Combine(folder, $"{network.Name}.json"), network.Config);
            foreach (var average in averages)
            {
                var shadows = Own(network, average.Shadows).ToDictionary(s => s.Name, s => s.Value);
                StateDict.Save(
                    values.Select(v => (v.Name, shadows.GetValueOrDefault(v.Name) ?? v.Parameter.Value)), Path.Combine(folder, FileOf(network.Name, average.Config.Decay)));
            }
        }

        StateDict.Save(optimizer.SaveState(), Path.Combine(folder, OptimizerFile));
        using var stream = new FileStream(Path.Combine(folder, StateFile), FileMode.CreateNew);
        JsonSerializer.Serialize(stream, state, ConfigReader.Options);
        stream.Flush(flushToDisk: true);
    }

    private void RequireSpace(string folder)
    {
        using var scope = Tensor.Scope();
        var needed = task.Networks.Sum(n => n.Module.Parameters().Sum(p => p.Parameter.ElementCount * p.Parameter.Value.Type.Size())) * (1 + averages.Count)
            + optimizer.SaveState().Sum(s => s.Tensor.ElementCount * s.Tensor.Type.Size());
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        if (free < needed * Margin)
            throw new IOException($"it needs {needed / 1e6:F0} MB and the disk has {free / 1e6:F0} MB left.");
    }
}
