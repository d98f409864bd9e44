using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Cli.Worlds;
using Atelier.Diorama.Captions;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Sheets;
using Atelier.Imaging;

namespace Atelier.Cli.Commands;

/// <summary>Renders many scenes onto one captioned sheet.</summary>
internal static class DioramaSheetCommand
{
    private static readonly string[] Styles = [.. Enum.GetNames<CaptionStyle>().Select(name => name.ToLowerInvariant())];

    public static Command Create()
    {
        var world = new WorldOptions();
        var count = Ranged.Of("--count", "Scenes", 1, 1024, 25);
        var style = new Option<string>("--captions") { Description = "How much the captions say", DefaultValueFactory = _ => "placed", HelpName = string.Join('|', Styles) };
        style.AcceptOnlyFromAmong(Styles);
        var output = new Option<string>("--out", "-o") { Description = "The sheet", HelpName = "FILE", DefaultValueFactory = _ => "diorama-sheet.png" };
        var command = new Command("sheet", "Render scenes onto one sheet, each with a caption");
        world.AddTo(command);
        foreach (var option in new Option[] { count, style, output })
            command.Add(option);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetValue(world.Seed),
            parsed.GetValue(count),
            Enum.Parse<CaptionStyle>(parsed.GetRequiredValue(style), ignoreCase: true),
            world.Read(parsed),
            parsed.GetRequiredValue(output),
            Terminal.Of(parsed),
            cancellation)));
        return command;
    }

    private static int Run(long first, int count, CaptionStyle style, RenderOptions options, string path, Terminal terminal, CancellationToken cancellation)
    {
        WritableFolder.PrepareForPicture(path);
        using var status = new StatusLine(terminal);
        var progress = new Counter(done => status.Show($"scene {done}/{count}", (double)done / count));
        PictureFile.Save(SceneSheet.Make(first, count, options, style: style, progress: progress, cancellation: cancellation), path);
        terminal.WritePath(path);
        return ExitCode.Done;
    }
}
