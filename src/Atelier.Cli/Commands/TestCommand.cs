using System.CommandLine;
using Atelier.Cli.Shell;

namespace Atelier.Cli.Commands;

/// <summary>Stands in the help; the launcher runs the tests itself, since they need the source.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var command = new Command("test", "Build and run the tests (of a checkout, through ./atelier)")
        {
            new Option<bool>("--all") { Description = "Also the slow tests: full evaluations, training to a target" },
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed) => throw new UsageException("Tests are run from a checkout: ./atelier test [--all].");
}
