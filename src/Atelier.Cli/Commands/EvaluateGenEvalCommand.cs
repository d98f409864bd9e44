using System.CommandLine;
using Atelier.Cli.Generation;
using Atelier.Cli.Judging;
using Atelier.Cli.Shell;
using Atelier.Evaluation.GenEval;
using Atelier.Systems.Teachers;
using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Commands;

/// <summary>GenEval in the synthetic world: does a picture show what its prompt says?</summary>
internal static class EvaluateGenEvalCommand
{
    private const string DefaultModel = "mini";
    private const string Gate = "world";

    public static Command Create()
    {
        var model = new Option<string>("--model", "-m")
        {
            Description = $"Name of a model or a model folder; '{Gate}' scores true renders, which says what the judge is worth",
            HelpName = "NAME",
            DefaultValueFactory = _ => DefaultModel,
        };
        var judge = new Option<string>("--judge")
        {
            Description = "Name or folder of the detector that judges", HelpName = "NAME", DefaultValueFactory = _ => SceneJudgeFinder.Default,
        };
        var prompts = Ranged.Of("--prompts", "Prompts of each kind, a fixed subset for a quick look", 1, 1000, GenEvalPrompts.UsualPerCategory);
        var steps = Ranged.Optional("--steps", "Denoising steps [default: the model's]", 1, TextToImageRequest.MaxSteps);
        var guidance = Ranged.Optional("--guidance", "Strength of guidance [default: the model's]", 0.0, 100.0, "G");
        var command = new Command("geneval", "Score a text-to-image model on prompts of the synthetic world") { model, judge, prompts, steps, guidance };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(model),
            parsed.GetRequiredValue(judge),
            GenEvalPrompts.Create(parsed.GetValue(prompts)),
            parsed.GetValue(steps),
            parsed.GetValue(guidance),
            CommonOptions.IsJson(parsed),
            Terminal.Of(parsed),
            cancellation)));
        return command;
    }

    private static int Run(
        string model,
        string judgeName,
        IReadOnlyList<GenEvalPrompt> prompts,
        int? steps,
        double? guidance,
        bool json,
        Terminal terminal,
        CancellationToken cancellation)
    {
        using var judge = SceneJudgeFinder.Open(judgeName);
        using var status = new StatusLine(terminal);
        var run = new GenEvalRun(judge);
        var progress = new GenEvalProgress(status, prompts.Count);
        var result = model == Gate
            ? run.Gate(prompts, progress: progress, cancellation: cancellation)
            : ScoreModel(model);
        status.Clear();
        if (json)
            CliJson.Write(terminal.Output, GenEvalReport.Of(model, result), CliJson.Default.GenEvalReport);
        else
            terminal.Write(GenEvalText.Table(result));
        return ExitCode.Done;

        GenEvalResult ScoreModel(string name)
        {
            ProductTypes.Set(null);
            using var opened = ModelPainter.Open(name, steps, guidance);
            return run.Score(prompts, (text, seed) => opened.Painter.Paint([(text, seed)], cancellation)[0], progress, cancellation);
        }
    }
}
