using System.CommandLine;
using Atelier.Cli.Generation;
using Atelier.Cli.Judging;
using Atelier.Cli.Shell;
using Atelier.Evaluation.GenEval;
using Atelier.Imaging;
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
        var judge = JudgeOption.Create("Name or folder of the detector that judges");
        var prompts = Ranged.Of("--prompts", "Prompts of each kind, a fixed subset for a quick look", 1, 1000, GenEvalPrompts.UsualPerCategory);
        var wording = new Option<GenEvalWording>("--wording")
        {
            Description = "plain: 'a photo of ...'; free: the same demands in 200 sentences written by hand, scored beside their plain wording",
            HelpName = "plain|free",
            DefaultValueFactory = _ => GenEvalWording.Plain,
        };
        var through = new Option<string?>("--through")
        {
            Description = $"With --model {Gate}: name or folder of a model whose autoencoder the renders go through first", HelpName = "NAME",
        };
        var steps = Ranged.Optional("--steps", "Denoising steps [default: the model's]", 1, TextToImageRequest.MaxSteps);
        var guidance = Ranged.Optional("--guidance", "Strength of guidance [default: the model's]", 0.0, 100.0, "G");
        var sheet = new Option<string?>("--sheet") { Description = "Contact sheet to write: a picture of each prompt with what the judge saw, wrong ones first", HelpName = "PNG" };
        var misses = new Option<bool>("--misses") { Description = "With --sheet: wrong pictures only" };
        var command = new Command("geneval", "Score a text-to-image model on prompts of the synthetic world") { model, judge, prompts, wording, through, steps, guidance, sheet, misses };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(model),
            parsed.GetRequiredValue(judge),
            parsed.GetValue(prompts),
            parsed.GetValue(wording),
            parsed.GetValue(through),
            parsed.GetValue(steps),
            parsed.GetValue(guidance),
            parsed.GetValue(sheet),
            parsed.GetValue(misses),
            CommonOptions.IsJson(parsed),
            Terminal.Of(parsed),
            cancellation)));
        return command;
    }

    private static int Run(
        string model,
        string judgeName,
        int perCategory,
        GenEvalWording wording,
        string? through,
        int? steps,
        double? guidance,
        string? sheetPath,
        bool missesOnly,
        bool json,
        Terminal terminal,
        CancellationToken cancellation)
    {
        if (through is not null && model != Gate)
            throw new UsageException($"--through is '{through}', but --model is '{model}'; it goes with --model {Gate} only.");
        if (missesOnly && sheetPath is null)
            throw new UsageException("--misses is what a sheet shows; name one with --sheet.");
        if (model == Gate && (steps is not null || guidance is not null))
            throw new UsageException($"--steps and --guidance are a painter's; --model {Gate} renders.");
        // Before the work: an hour of it shall not end at a wrong name.
        if (sheetPath is not null)
            WritableFolder.PrepareForPicture(sheetPath);
        using var judge = JudgeOption.Open(judgeName, SceneJudge.Open);
        using var status = new StatusLine(terminal);
        var sheet = new GenEvalSheet();
        var run = new GenEvalRun(judge) { OnSeen = sheetPath is null ? null : sheet.Add };
        ProductTypes.Set(null);
        using var pass = through is null ? null : AutoencoderPass.Open(through);
        using var opened = model == Gate ? null : ModelPainter.Open(model, steps, guidance);
        var pairs = wording == GenEvalWording.Free ? GenEvalParaphrases.Create(perCategory) : null;
        var result = Score(pairs?.Select(p => p.Free).ToArray() ?? GenEvalPrompts.Create(perCategory));
        // The plain wording of the same prompts, or the difference would be one of prompts.
        var plain = pairs is null || opened is null ? null : Score([.. pairs.Select(p => p.Plain)]);
        status.Clear();
        if (sheetPath is not null)
            sheet.Save(sheetPath, missesOnly);
        if (json)
        {
            CliJson.Write(terminal.Output, GenEvalReport.Of(model, result, plain), CliJson.Default.GenEvalReport);
            return ExitCode.Done;
        }

        terminal.Write(GenEvalText.Table(result));
        if (plain is not null)
        {
            terminal.Output.WriteLine("The same prompts in plain wording:");
            terminal.Write(GenEvalText.Table(plain));
        }

        return ExitCode.Done;

        GenEvalResult Score(IReadOnlyList<GenEvalPrompt> prompts)
        {
            var progress = new CountProgress(status, "prompt", prompts.Count);
            return opened is null ? run.Gate(prompts, pass is null ? null : pass.Of, progress, cancellation) : run.Score(prompts, Paint, progress, cancellation);
        }

        Picture Paint(string text, long seed) => opened!.Painter.Paint([(text, seed)], cancellation)[0];
    }
}
