using System.CommandLine;
using Atelier.Cli.Conversion;
using Atelier.Cli.Shell;
using Atelier.Models.Adapters.Merging;
using Atelier.Models.Conversion;
using Atelier.Models.Conversion.Loras;

namespace Atelier.Cli.Commands;

/// <summary>Makes one LoRA file of several.</summary>
internal static class LoraMergeCommand
{
    private static readonly Dictionary<string, MergeKind> Kinds = new()
    {
        ["cat"] = MergeKind.Cat, ["svd"] = MergeKind.Svd, ["linear"] = MergeKind.Linear, ["ties"] = MergeKind.Ties, ["ties_svd"] = MergeKind.TiesSvd,
        ["magnitude_prune"] = MergeKind.MagnitudePrune, ["magnitude_prune_svd"] = MergeKind.MagnitudePruneSvd,
    };

    public static Command Create()
    {
        var files = new Argument<WeightedLora[]?>("FILE[:weight]")
        {
            Description = "LoRA files of any dialect, each with its weight", Arity = ArgumentArity.OneOrMore, CustomParser = LoraOptions.Parse,
        };
        var output = new Option<string>("--out") { Description = "File to write", HelpName = "FILE", Required = true };
        var kind = new Option<string>("--kind") { Description = "How they are combined; cat is the exact sum, its rank the sum of theirs", DefaultValueFactory = _ => "cat" };
        kind.AcceptOnlyFromAmong([.. Kinds.Keys]);
        var rank = Ranged.Optional("--rank", "Rank that svd kinds cut to [default: the largest that comes in]", 1, 8192);
        var density = Ranged.Of("--density", "Share of elements that ties and magnitude_prune keep", 0.0, 1.0, 1.0, "SHARE");
        var model = new Option<string?>("--model") { Description = "The model that they are for, where it is not FLUX.1, Stable Diffusion 1.5 or XL", HelpName = "PATH" };
        var type = LoraOptions.Type("keep");
        var command = new Command("merge", "Make one LoRA of several") { files, output, kind, rank, density, model, type };
        command.SetAction((parsed, _) =>
        {
            var word = parsed.GetRequiredValue(kind);
            if (parsed.GetValue(rank) is not null && !word.EndsWith("svd", StringComparison.Ordinal))
                throw new UsageException($"--rank is for the kinds that cut, such as svd; {word} does not.");
            if (parsed.GetResult(density) is { Implicit: false } && word is "cat" or "svd" or "linear")
                throw new UsageException($"--density is for ties and magnitude_prune; {word} keeps all.");
            LoraOptions.CheckOutput(parsed.GetRequiredValue(output), [.. (parsed.GetValue(files) ?? []).Select(f => f.File)]);
            var merge = new LowRankMerge(Kinds[parsed.GetRequiredValue(kind)]) { Rank = parsed.GetValue(rank), Density = parsed.GetValue(density) };
            var result = LoraMerging.Write(parsed.GetValue(files) ?? [], parsed.GetRequiredValue(output), merge, parsed.GetValue(model), LoraOptions.TypeOf(parsed, type));
            WrittenText.Write(result.Files, result.Notes, Terminal.Of(parsed), CommonOptions.IsJson(parsed));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
