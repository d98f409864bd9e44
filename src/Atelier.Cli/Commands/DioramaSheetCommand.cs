using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Cli.Worlds;
using Atelier.Diorama.Captions;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;
using Atelier.Imaging;

namespace Atelier.Cli.Commands;

/// <summary>Renders many scenes onto one captioned sheet.</summary>
internal static class DioramaSheetCommand
{
    public static Command Create()
    {
        var world = new WorldOptions();
        var count = Ranged.Of("--count", "Scenes", 1, 1000, 24);
        var columns = Ranged.Of("--columns", "Pictures in a row; 0 for about as many as there are rows", 0, 100, 6);
        var output = new Option<string>("--out", "-o") { Description = "The sheet", HelpName = "FILE", DefaultValueFactory = _ => "diorama-sheet.png" };
        var command = new Command("sheet", "Render scenes onto one sheet, each with a caption");
        world.AddTo(command);
        foreach (var option in new Option[] { count, columns, output })
            command.Add(option);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetValue(world.Seed), parsed.GetValue(count), parsed.GetValue(columns), world.Read(parsed), parsed.GetValue(output)!, Terminal.Of(parsed), cancellation)));
        return command;
    }

    private static int Run(long first, int count, int columns, RenderOptions options, string path, Terminal terminal, CancellationToken cancellation)
    {
        using var status = new StatusLine(terminal);
        var entries = new List<ContactSheetEntry>();
        for (var seed = first; seed < first + count; seed++)
        {
            var scene = SceneGenerator.FromSeed(seed);
            var picture = Renderer.Render(scene, options, cancellation).ToPicture();
            var captions = Captioner.Describe(scene, SceneLabels.Of(scene, options.Width, options.Height), seed);
            entries.Add(new(picture, captions.Count == 0 ? $"{seed}: (nothing to name)" : $"{seed}: {captions[(int)(seed % captions.Count)].Text}"));
            status.Show($"scene {entries.Count}/{count}", (double)entries.Count / count);
        }

        var sheet = ContactSheet.Make(entries, new ContactSheetOptions { Columns = columns, CellSize = 0 });
        PictureFile.Save(sheet, path);
        terminal.Output.WriteLine(path);
        return ExitCode.Done;
    }
}
