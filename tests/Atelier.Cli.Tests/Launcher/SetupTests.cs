using System.Diagnostics;
using Atelier.Testing;

namespace Atelier.Cli.Tests.Launcher;

/// <summary>The shell part: what a command needs, and what is said where it cannot be installed.</summary>
public sealed class SetupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("generate", "torch codecs")]
    [InlineData("upscale", "torch codecs")]
    [InlineData("diorama", "codecs embree stamps")]
    [InlineData("convert", "torch")]
    [InlineData("export", "torch")]
    [InlineData("models", "")]
    [InlineData("help", "")]
    public async Task A_command_needs_its_own_parts_only(string command, string parts)
    {
        var (_, output, _) = await Bash($"parts_of {command}");

        Assert.Equal(parts, output.Trim());
    }

    [Fact]
    public async Task Who_is_not_root_and_has_no_sudo_is_told_the_one_command()
    {
        var (code, _, error) = await Bash($"PATH={_folder}; apt-get() {{ echo called >&2; }}; id() {{ echo 1000; }}; lacks() {{ echo lib$1-dev; }}; install_missing torch codecs");

        Assert.Equal(1, code);
        Assert.Equal("atelier: missing here: libtorch-dev libcodecs-dev. Run once: sudo apt-get install --no-install-recommends libtorch-dev libcodecs-dev", error.Trim());
    }

    [Fact]
    public async Task Where_there_is_no_apt_the_packages_are_named()
    {
        var (code, _, error) = await Bash($"PATH={_folder}; lacks() {{ echo lib$1-dev; }}; install_missing torch");

        Assert.Equal(1, code);
        Assert.Contains("libtorch-dev", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkout_that_cannot_be_written_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "build"), "in the way");

        var (code, _, error) = await Bash("lock_set_up");

        Assert.Equal(1, code);
        Assert.Contains("cannot be written", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "torch", 0)]
    [InlineData("torch", "", 1)]
    public async Task Where_nothing_can_be_built_a_command_does_without_what_it_only_wishes(string needed, string wished, int expected)
    {
        // There is no folder build, so nothing can be written into it.
        const string machine = "lacks() { :; }; find_native_folder() { native_folder=$root/none; }; mkdir -p $root/app; : > $root/app/atelier; chmod +x $root/app/atelier";

        var (code, _, error) = await Bash($"{machine}; is_ready $root/app '{needed}' '{wished}'");

        Assert.Equal((expected, ""), (code, error));
    }

    [Fact]
    public async Task What_is_built_runs_where_nothing_can_be_written()
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder, "eng"), Path.Combine(RepositoryRoot.Path, "eng"));
        File.Copy(Path.Combine(RepositoryRoot.Path, "atelier"), Path.Combine(_folder, "atelier"));
        // Root may write anywhere, so a lock that is no file stands for one that may not be written.
        const string prepare = """
            app=$root/build/app/$(app_key); mkdir -p "$app.lock" "$app"
            printf '#!/bin/sh\necho ran "$@"\n' > "$app/atelier"; chmod +x "$app/atelier"
            """;

        var (code, output, error) = await Bash($"{prepare}\nenv -u ATELIER_ROOT bash $root/atelier models --json");

        Assert.True(code == 0, error);
        Assert.Equal("ran models --json", output.Trim());
    }

    private async Task<(int Code, string Output, string Error)> Bash(string script)
    {
        var eng = Path.Combine(RepositoryRoot.Path, "eng");
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"root={_folder}; source {eng}/parts.sh; source {eng}/setup.sh; {script}");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
