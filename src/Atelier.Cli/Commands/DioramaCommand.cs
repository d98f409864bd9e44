using System.CommandLine;

namespace Atelier.Cli.Commands;

/// <summary>The synthetic world: single pictures, contact sheets, datasets.</summary>
internal static class DioramaCommand
{
    public static Command Create() => new("diorama", "Render the synthetic world that Mini learns from")
    {
        DioramaRenderCommand.Create(),
        DioramaSheetCommand.Create(),
        DioramaDatasetCommand.Create(),
    };
}
