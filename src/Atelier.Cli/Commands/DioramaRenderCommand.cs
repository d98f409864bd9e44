using System.CommandLine;
using System.Text.Json;
using Atelier.Cli.Generation;
using Atelier.Cli.Shell;
using Atelier.Cli.Worlds;
using Atelier.Diorama.Datasets;
using Atelier.Diorama.Labels;
using Atelier.Diorama.Rendering;
using Atelier.Diorama.Scenes;

namespace Atelier.Cli.Commands;

/// <summary>Renders scenes by seed, with their captions and, where wanted, all their layers.</summary>
internal static class DioramaRenderCommand
{
    public static Command Create()
    {
        var world = new WorldOptions();
        var count = Ranged.Of("--count", "Scenes", 1, 100_000, 1);
        var defocus = Ranged.Of("--defocus", "Blur of what is out of focus, in pixel-metres at 512 pixels; 30 is a wide aperture", 0.0, 200.0, 0.0, "K");
        var layers = new Option<bool>("--layers") { Description = "Also depth, normals, albedo, masks, shadows, reflections, and the scene without each object" };
        var output = new Option<string?>("--out", "-o") { Description = "File for one picture, or a folder [default: diorama-SEED.png here]", HelpName = "FILE|DIR" };
        var command = new Command("render", "Render scenes and print their captions");
        world.AddTo(command);
        foreach (var option in new Option[] { count, defocus, layers, output })
            command.Add(option);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetValue(world.Seed),
            parsed.GetValue(count),
            world.Read(parsed) with { Defocus = (float)parsed.GetValue(defocus) },
            PictureTarget.Choose(parsed.GetValue(output), null, parsed.GetValue(count), "diorama"),
            parsed.GetValue(layers),
            CommonOptions.IsJson(parsed),
            Terminal.Of(parsed),
            cancellation)));
        return command;
    }

    private static int Run(
        long first, int count, RenderOptions options, PictureTarget target, bool withLayers, bool json, Terminal terminal, CancellationToken cancellation)
    {
        target.Prepare();
        using var status = new StatusLine(terminal);
        for (var seed = first; seed < first + count; seed++)
        {
            var scene = SceneGenerator.FromSeed(seed);
            var path = target.Save(Renderer.Render(scene, options, cancellation).ToPicture(), seed);
            var layers = withLayers ? SceneFiles.WriteLayers(path, scene, options, cancellation) : null;
            var document = SceneDocument.Of(scene, SceneLabels.Of(scene, options.Width, options.Height));
            status.Clear();
            if (json)
                CliJson.Write(terminal.Output, new RenderedFile(path, seed, Json(document), layers), CliJson.Default.RenderedFile);
            else
                terminal.Output.WriteLine($"{path}\t{(document.Captions is [.., var last] ? last.Text : "")}");
            status.Show($"scene {seed - first + 1}/{count}", (double)(seed - first + 1) / count);
        }

        return ExitCode.Done;
    }

    private static JsonElement Json(SceneDocument document)
    {
        using var json = JsonDocument.Parse(document.ToJson());
        return json.RootElement.Clone();
    }
}
