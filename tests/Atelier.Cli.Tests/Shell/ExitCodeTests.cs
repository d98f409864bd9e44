using Atelier.Cli.Shell;
using Atelier.Testing;

namespace Atelier.Cli.Tests.Shell;

public class ExitCodeTests
{
    [Theory]
    [InlineData("frobnicate")]
    [InlineData("verify")]
    [InlineData("verify /there/is/no/such/folder")]
    [InlineData("inspect /there/is/no/such/file")]
    [InlineData("inspect")]
    [InlineData("--frobnicate")]
    [InlineData("test")]
    [InlineData("bench warp-drive")]
    [InlineData("export /there/is/no/run --network vae --out x")]
    [InlineData("train /there/is/no/config.json")]
    [InlineData("train /")]
    public async Task Bad_input_is_answered_with_one_line_and_2(string line)
    {
        var (code, output, error) = await CommandLine.RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.StartsWith("atelier", error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_file_in_the_place_of_a_folder_is_bad_input()
    {
        var file = Path.GetTempFileName();
        try
        {
            var config = Path.Combine(RepositoryRoot.Path, "models", "mini", "training", "control-edges.json");
            var (code, _, error) = await CommandLine.RunAsync("train", config, "--run", file);
            Assert.Equal(ExitCode.BadInput, code);
            Assert.Contains(file, error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_misspelt_command_is_named_beside_the_allowed_ones()
    {
        var (_, _, error) = await CommandLine.RunAsync("verfiy", "x");

        Assert.Contains("'verfiy'", error);
        Assert.Contains("verify, ", error);
    }
}
