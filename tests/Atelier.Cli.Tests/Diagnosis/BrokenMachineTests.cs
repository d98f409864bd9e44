using System.Text.Json;

namespace Atelier.Cli.Tests.Diagnosis;

public sealed class BrokenMachineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Everything_that_is_broken_is_named_and_what_is_well_is_still_shown()
    {
        foreach (var part in new[] { "torch", "codecs" })
            File.WriteAllText(Path.Combine(_folder, $"libatelier_{part}.so"), "no library");
        Directory.CreateDirectory(Path.Combine(_folder, "models", "torn"));
        File.WriteAllText(Path.Combine(_folder, "models", "torn", "model_index.json"), "{");
        var environment = new Dictionary<string, string>
        {
            ["ATELIER_NATIVE"] = _folder, ["ATELIER_MODELS"] = Path.Combine(_folder, "models"), ["ATELIER_STAMPS"] = Path.Combine(_folder, "none"),
        };

        var (code, output, error) = await ProgramProcess.RunAsync(environment, "doctor", "--json");

        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        string[] Of(string topic) => [.. json.RootElement.GetProperty("findings").EnumerateArray()
            .Where(f => f.GetProperty("topic").GetString() == topic).Select(f => $"{f.GetProperty("level")}: {f.GetProperty("text")}")];
        Assert.Contains("cannot be loaded", Assert.Single(Of("libtorch"), f => f.StartsWith("Problem", StringComparison.Ordinal)));
        Assert.Contains("cannot be loaded", Assert.Single(Of("codecs"), f => f.StartsWith("Problem", StringComparison.Ordinal)));
        Assert.Contains(environment["ATELIER_STAMPS"], Assert.Single(Of("stamps")));
        Assert.Contains("torn", Assert.Single(Of("models"), f => f.StartsWith("Problem", StringComparison.Ordinal)));
        Assert.Contains("mini", Assert.Single(Of("models"), f => f.StartsWith("Good", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_torn_model_does_not_hide_the_others()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "torn"));
        File.WriteAllText(Path.Combine(_folder, "torn", "model_index.json"), "{");

        var (code, output, error) = await ProgramProcess.RunAsync(new Dictionary<string, string> { ["ATELIER_MODELS"] = _folder }, "models");

        Assert.Equal(0, code);
        Assert.Contains("mini", output, StringComparison.Ordinal);
        Assert.Contains("torn cannot be read", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_models_that_is_not_there_does_not_hide_those_that_ship()
    {
        var environment = new Dictionary<string, string> { ["ATELIER_MODELS"] = Path.Combine(_folder, "none") };

        var (code, output, error) = await ProgramProcess.RunAsync(environment, "models");

        Assert.True(code == 0, error);
        Assert.Contains("mini", output, StringComparison.Ordinal);
    }
}
