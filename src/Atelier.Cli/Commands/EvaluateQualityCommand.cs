using System.CommandLine;
using Atelier.Cli.Generation;
using Atelier.Cli.Judging;
using Atelier.Cli.Shell;
using Atelier.Evaluation.Quality;
using Atelier.Systems.Teachers;
using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Commands;

/// <summary>How close a model's pictures are to true renders, as sets.</summary>
internal static class EvaluateQualityCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model", "-m")
        {
            Description = "Name of a model or a model folder", HelpName = "NAME", DefaultValueFactory = _ => "mini",
        };
        var judge = JudgeOption.Create("Name or folder of the detector whose features are compared");
        var pictures = Ranged.Of("--pictures", "Pictures in each set; figures depend on it", QualityRun.LeastPictures, 50_000, QualityRun.UsualPictures);
        var steps = Ranged.Optional("--steps", "Denoising steps [default: the model's]", 1, TextToImageRequest.MaxSteps);
        var guidance = Ranged.Optional("--guidance", "Strength of guidance [default: the model's]", 0.0, 100.0, "G");
        var command = new Command("quality", "Diorama-FID, precision and recall of a text-to-image model") { model, judge, pictures, steps, guidance };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(model),
            parsed.GetRequiredValue(judge),
            parsed.GetValue(pictures),
            parsed.GetValue(steps),
            parsed.GetValue(guidance),
            CommonOptions.IsJson(parsed),
            Terminal.Of(parsed),
            cancellation)));
        return command;
    }

    private static int Run(
        string model, string judge, int pictures, int? steps, double? guidance, bool json, Terminal terminal, CancellationToken cancellation)
    {
        using var features = JudgeOption.Open(judge, PictureFeatures.Open);
        ProductTypes.Set(null);
        using var opened = ModelPainter.Open(model, steps, guidance);
        using var status = new StatusLine(terminal);
        var progress = new CountProgress(status, "picture", pictures);
        var result = new QualityRun(features).Score(pictures, opened.Size, (caption, seed) => opened.Painter.Paint([(caption, seed)], cancellation)[0], progress, cancellation);
        status.Clear();
        if (json)
            CliJson.Write(terminal.Output, QualityReport.Of(model, result), CliJson.Default.QualityReport);
        else
            terminal.Write(QualityText.Table(result));
        return ExitCode.Done;
    }
}
