using System.Globalization;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Training.Runs;

/// <summary>Writes a trained network of a run as a folder that any loader of the common format opens.</summary>
public static class RunExport
{
    /// <summary>Writes <c>config.json</c> and <c>diffusion_pytorch_model.safetensors</c> from the newest checkpoint.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="network">Name of the network, such as <c>transformer</c>.</param>
    /// <param name="decay">Which average of the weights; null for the weights themselves.</param>
    /// <param name="type">Element type of the file.</param>
    /// <param name="folder">Where to; made if it is not there.</param>
    /// <exception cref="SettingException">The run has no checkpoint, network or average of that name; the message lists those that there are.</exception>
    public static void Write(RunFolder run, string network, double? decay, ScalarType type, string folder)
    {
        var checkpoint = run.LatestCheckpoint ?? throw new SettingException($"'{run.Path}' has no checkpoint.");
        var weights = Path.Combine(checkpoint, RunCheckpoint.FileOf(network, decay));
        if (!File.Exists(weights))
        {
            var files = Directory.EnumerateFiles(checkpoint, "*.safetensors").Select(f => Path.GetFileNameWithoutExtension(f)).Where(f => f != "optimizer");
            throw new SettingException(
                $"'{checkpoint}' has no {Path.GetFileNameWithoutExtension(weights)}; there are {string.Join(", ", files.Order(StringComparer.Ordinal))}.");
        }

        Directory.CreateDirectory(folder);
        using var scope = Tensor.Scope();
        using var source = SafetensorsTensors.Open(weights);
        var state = ConfigReader.ReadFile<RunState>(Path.Combine(checkpoint, RunCheckpoint.StateFile));
        StateDict.Save(
            source.Names.Select(n => (n, source.Read(n))),
            Path.Combine(folder, "diffusion_pytorch_model.safetensors"),
            type,
            new Dictionary<string, string>
            {
                ["format"] = "pt",
                ["steps"] = state.Step.ToString(CultureInfo.InvariantCulture),
                ["samples"] = state.Samples.ToString(CultureInfo.InvariantCulture),
            });
        var config = Path.Combine(checkpoint, $"{network}.json");
        if (File.Exists(config))
            File.Copy(config, Path.Combine(folder, "config.json"), overwrite: true);
    }
}
