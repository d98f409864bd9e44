using System.CommandLine;
using Atelier.Cli.Shell;

namespace Atelier.Cli.Tests.Shell;

public class HelpTests
{
    public static TheoryData<string> Commands { get; } = new(Paths(App.Root(), ""));

    [Fact]
    public async Task The_overview_is_as_accepted()
    {
        var (code, output, _) = await CommandLine.RunAsync("--help");

        Assert.Equal(ExitCode.Done, code);
        Snapshot.Matches("help", WithProgramName(output));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_help_of_every_command_is_as_accepted(string command)
    {
        var (code, output, _) = await CommandLine.RunAsync([.. command.Split(' '), "--help"]);

        Assert.Equal(ExitCode.Done, code);
        Snapshot.Matches($"help-{command.Replace(' ', '-')}", WithProgramName(output));
    }

    [Fact]
    public async Task No_words_show_the_overview() =>
        Assert.Equal((await CommandLine.RunAsync("--help")).Output, (await CommandLine.RunAsync()).Output);

    private static string WithProgramName(string text) => text.Replace(typeof(HelpTests).Assembly.GetName().Name!, "atelier", StringComparison.Ordinal);

    private static IEnumerable<string> Paths(Command command, string prefix) => command.Subcommands.SelectMany(
        child => Paths(child, $"{prefix}{child.Name} ").Prepend(prefix + child.Name));
}
