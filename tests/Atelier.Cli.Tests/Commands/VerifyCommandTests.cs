using System.Text.Json;
using Atelier.Cli.Shell;
using Atelier.Testing;

namespace Atelier.Cli.Tests.Commands;

public sealed class VerifyCommandTests : IDisposable
{
    private static readonly string Goldens = Path.Combine(RepositoryRoot.Path, "tests", "goldens");
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_of_files_is_run_by_its_manifest()
    {
        var (code, output, _) = await CommandLine.RunAsync("verify", Path.Combine(Goldens, "safetensors"));

        Assert.Equal(ExitCode.Done, code);
        Assert.EndsWith("1 cases passed, 0 failed, 0 of unknown components\n", output);
    }

    [Fact]
    public async Task A_wrong_answer_fails_and_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "valid"));
        File.WriteAllText(
            Path.Combine(_folder, "manifest.json"),
            """{"valid": {"lost.safetensors": {"tensors": {}}}, "hostile": {}}""");

        var (code, output, _) = await CommandLine.RunAsync("verify", _folder, "--quiet");

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("FAIL  valid/lost.safetensors", output);
    }

    [Fact]
    public async Task An_unknown_component_is_listed_and_does_not_fail()
    {
        File.WriteAllText(Path.Combine(_folder, "odd.json"), """{"component": "FlyingCarpet", "config": {}}""");

        var (code, output, _) = await CommandLine.RunAsync("verify", _folder, "--json");

        Assert.Equal(ExitCode.Done, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("FlyingCarpet", json.RootElement.GetProperty("unknown_components")[0].GetString());
        Assert.Equal("unknown", json.RootElement.GetProperty("cases")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_folder_without_cases_is_bad_input() =>
        Assert.Equal(ExitCode.BadInput, (await CommandLine.RunAsync("verify", _folder)).Code);
}
