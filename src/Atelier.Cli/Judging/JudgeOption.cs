using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Systems.Pipelines;
using Atelier.Torch.Weights;

namespace Atelier.Cli.Judging;

/// <summary>The option that names the detector an evaluation looks through.</summary>
internal static class JudgeOption
{
    private const string Usual = "scene-detector";

    public static Option<string> Create(string description) =>
        new("--judge") { Description = description, HelpName = "NAME", DefaultValueFactory = _ => Usual };

    /// <summary>Opens the detector, or says that it is none.</summary>
    public static T Open<T>(string name, Func<string, T> open)
    {
        var folder = ModelCatalog.Find(name);
        try
        {
            return open(folder);
        }
        catch (Exception e) when (e is FileNotFoundException or WeightException)
        {
            throw new UsageException($"'{name}' is no detector that can judge: {e.Message}");
        }
    }
}
