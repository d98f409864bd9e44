using System.CommandLine;
using Atelier.Cli.Conversion;
using Atelier.Cli.Shell;
using Atelier.Models.Conversion;
using Atelier.Models.Formats.Gguf;

namespace Atelier.Cli.Commands;

/// <summary>Converts models between diffusers folders, the authors' single files and GGUF.</summary>
internal static class ConvertCommand
{
    private static readonly Dictionary<string, GgufType?> Types = new()
    {
        ["keep"] = null, ["fp32"] = GgufType.F32, ["fp16"] = GgufType.F16, ["bf16"] = GgufType.BF16, ["q8_0"] = GgufType.Q8_0, ["q5_1"] = GgufType.Q5_1,
        ["q5_0"] = GgufType.Q5_0, ["q4_k"] = GgufType.Q4_K, ["q4_1"] = GgufType.Q4_1, ["q4_0"] = GgufType.Q4_0,
    };

    private static readonly Dictionary<string, WeightNames?> Names = new()
    {
        ["diffusers"] = WeightNames.Diffusers, ["original"] = WeightNames.Original, ["keep"] = null,
    };

    public static Command Create()
    {
        var input = new Argument<string>("IN") { Description = "A model folder, or a .safetensors, .gguf, .ckpt or .pt file; random:NAME for a network with random weights, such as random:flux.1-schnell" };
        var output = new Argument<string>("OUT") { Description = "A .safetensors or .gguf file to write; anything else is a folder" };
        var type = new Option<string>("--type") { Description = "Element type; q types need a .gguf file", DefaultValueFactory = _ => "keep" };
        type.AcceptOnlyFromAmong([.. Types.Keys]);
        var names = new Option<string?>("--names") { Description = "Names of the tensors [default: diffusers' in folders, the authors' in files]" };
        names.AcceptOnlyFromAmong([.. Names.Keys]);
        var lora = LoraOptions.Repeated("--lora", "A LoRA to build in, with its weight; may be repeated");
        var part = new Option<string?>("--part") { Description = "The one network to take, such as transformer, unet or vae" };
        var config = new Option<string?>("--config") { Description = "A config.json, or a model folder, for networks whose sizes are not in their file", HelpName = "PATH" };
        var command = new Command("convert", "Convert a model between folders, single files and GGUF") { input, output, type, names, lora, part, config };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            new(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output))
            {
                Type = Types[parsed.GetRequiredValue(type)],
                Names = parsed.GetValue(names) is { } word ? Names[word] : null,
                KeepNames = parsed.GetValue(names) == "keep",
                Loras = parsed.GetValue(lora) ?? [],
                Part = parsed.GetValue(part),
                Config = parsed.GetValue(config),
            },
            parsed,
            cancellation)));
        return command;
    }

    private static int Run(ConversionRequest request, ParseResult parsed, CancellationToken cancellation)
    {
        var terminal = Terminal.Of(parsed);
        ConversionResult result;
        using (var status = new StatusLine(terminal))
            result = ModelConverter.Convert(request, new TensorProgress(status), cancellation);
        WrittenText.Write(result.Files, result.Notes, terminal, CommonOptions.IsJson(parsed));
        return ExitCode.Done;
    }
}
