using System.Globalization;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Training.Runs;

/// <summary>Writes a trained network of a run as one safetensors file, as adapters are shared.</summary>
public static class RunFileExport
{
    /// <summary>Writes the weights of the newest checkpoint; the network's JSON goes into the header.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="network">Name of the network, such as <c>adapter</c>.</param>
    /// <param name="decay">Which average of the weights; null for the weights themselves.</param>
    /// <param name="type">Element type of the file.</param>
    /// <param name="file">Where to; replaced if it is there.</param>
    /// <param name="key">Name of the header entry with the JSON.</param>
    /// <exception cref="SettingException">The run has no checkpoint, or none with such a network.</exception>
    public static void Write(RunFolder run, string network, double? decay, ScalarType type, string file, string key)
    {
        var checkpoint = run.LatestCheckpoint ?? throw new SettingException($"'{run.Path}' has no checkpoint.");
        var weights = Path.Combine(checkpoint, RunCheckpoint.FileOf(network, decay));
        if (!File.Exists(weights))
            throw new SettingException($"'{checkpoint}' has no {Path.GetFileNameWithoutExtension(weights)}.");
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        using var scope = Tensor.Scope();
        using var source = SafetensorsTensors.Open(weights);
        var state = ConfigReader.ReadFile<RunState>(Path.Combine(checkpoint, RunCheckpoint.StateFile));
        var config = Path.Combine(checkpoint, $"{network}.json");
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["steps"] = state.Step.ToString(CultureInfo.InvariantCulture),
            ["samples"] = state.Samples.ToString(CultureInfo.InvariantCulture),
        };
        if (File.Exists(config))
            metadata[key] = File.ReadAllText(config);
        StateDict.Save(source.Names.Select(n => (n, source.Read(n))), file, type, metadata);
    }
}
