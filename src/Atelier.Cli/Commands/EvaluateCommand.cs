using System.CommandLine;

namespace Atelier.Cli.Commands;

/// <summary>Evaluations, one command each.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Measure a model")
    {
        EvaluateGenEvalCommand.Create(), EvaluateQualityCommand.Create(), EvaluateLightGenCommand.Create(), EvaluateOminiControl2Command.Create(),
    };
}
