using Atelier.Cli.Shell;

namespace Atelier.Cli.Tests;

/// <summary>Runs a command line within the test process.</summary>
internal static class CommandLine
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await App.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
