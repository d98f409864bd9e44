using System.CommandLine;
using Atelier.Cli.Inspection;
using Atelier.Cli.Shell;
using Atelier.Systems.Pipelines;
using Spectre.Console;

namespace Atelier.Cli.Commands;

/// <summary>Lists the models that are here.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new Command("models", "List the models that are here");
        command.SetAction(parsed =>
        {
            var terminal = Terminal.Of(parsed);
            var models = ModelCatalog.List().Select(model => ModelLine.Of(model.Name, model.Folder))
                .Concat(ModelCatalog.Networks().Select(network => ModelLine.OfNetwork(network.Name, network.Folder))).ToArray();
            if (CommonOptions.IsJson(parsed))
            {
                foreach (var model in models)
                    CliJson.Write(terminal.Output, model, CliJson.Default.ModelLine);
                return ExitCode.Done;
            }

            if (models.Length == 0)
                terminal.Note($"No model is here. Looked in: {string.Join(", ", ModelCatalog.Roots().DefaultIfEmpty("no folder, for there is none"))}.");
            foreach (var broken in models.Where(model => model.Fault is not null))
                terminal.Note($"model {broken.Name} cannot be read: {broken.Fault}");
            var table = new Table().NoBorder().AddColumns("name", "pipeline", "size", "folder");
            foreach (var model in models)
                table.AddRow(model.Name, model.Pipeline, ByteSize.Text(model.Bytes), model.Folder);
            if (models.Length > 0)
                terminal.Write(table);
            return ExitCode.Done;
        });
        return command;
    }
}
