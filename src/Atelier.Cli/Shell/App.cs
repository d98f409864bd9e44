using System.CommandLine;
using System.CommandLine.Invocation;
using Atelier.Cli.Commands;

namespace Atelier.Cli.Shell;

/// <summary>The program: parses, runs one command, turns what goes wrong into one line and an exit code.</summary>
internal static class App
{
    private const string About = "Makes and edits pictures with diffusion models, on this machine.";

    /// <summary>All commands; building them loads no native library.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand(About)
        {
            GenerateCommand.Create(),
            ControlCommand.Create(),
            UpscaleCommand.Create(),
            DioramaCommand.Create(),
            TrainCommand.Create(),
            ExportCommand.Create(),
            EvaluateCommand.Create(),
            BenchCommand.Create(),
            InspectCommand.Create(),
            ConvertCommand.Create(),
            LoraCommand.Create(),
            ModelsCommand.Create(),
            VerifyCommand.Create(),
            DoctorCommand.Create(),
            TestCommand.Create(),
        };
        CommonOptions.AddTo(root);
        return root;
    }

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The words after the program's name; none shows the help.</param>
    /// <param name="output">Takes results.</param>
    /// <param name="error">Takes progress, notes and the one line of a failure.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        // A word that begins with @ is a prompt like any other and names no file of further words.
        var parsed = Root().Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            await error.WriteLineAsync(ErrorText.OfUsage(parsed));
            return ExitCode.BadInput;
        }

        using var interrupt = new Interrupt();
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            await error.WriteLineAsync("atelier: cancelled");
            return ExitCode.Cancelled;
        }
        catch (Exception fault)
        {
            await error.WriteLineAsync($"atelier: {ErrorText.Of(fault)}");
            if (Environment.GetEnvironmentVariable("ATELIER_TRACE") is { Length: > 0 })
                await error.WriteLineAsync(fault.ToString());
            return ErrorText.IsBadInput(fault) ? ExitCode.BadInput : ExitCode.Failure;
        }
    }
}
