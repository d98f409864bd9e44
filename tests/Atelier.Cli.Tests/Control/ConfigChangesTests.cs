using System.Text.Json;
using Atelier.Cli.Shell;
using Atelier.Cli.Training;

namespace Atelier.Cli.Tests.Control;

public sealed class ConfigChangesTests : IDisposable
{
    private readonly string _config = Path.GetTempFileName();

    public ConfigChangesTests() => File.WriteAllText(_config, """{"task": {"type": "a", "scale": 2,}, /* long */ "steps": 9, "optimizers": [{"lr": 1}]}""");

    public void Dispose() => File.Delete(_config);

    [Fact]
    public void Values_are_changed_in_a_file_of_their_own()
    {
        string path;
        using (var changes = new ConfigChanges(_config, ["task.scale=1", "task.tasks={\"edges\": 1}", "device=cuda", "steps=3", "optimizers.0.lr=0.5"]))
        {
            path = changes.Path;
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            var task = json.RootElement.GetProperty("task");
            Assert.Equal((1, "a"), (task.GetProperty("scale").GetInt32(), task.GetProperty("type").GetString()));
            Assert.Equal(1, task.GetProperty("tasks").GetProperty("edges").GetInt32());
            Assert.Equal(0.5, json.RootElement.GetProperty("optimizers")[0].GetProperty("lr").GetDouble());
            Assert.Equal(("cuda", 3), (json.RootElement.GetProperty("device").GetString(), json.RootElement.GetProperty("steps").GetInt32()));
        }

        Assert.False(File.Exists(path));
        Assert.Contains("long", File.ReadAllText(_config), StringComparison.Ordinal);
        using var none = new ConfigChanges(_config, []);
        Assert.Equal(_config, none.Path);
    }

    [Theory]
    [InlineData("scale")]
    [InlineData("=1")]
    [InlineData("sky.scale=1")]
    [InlineData("steps.scale=1")]
    [InlineData("optimizers.1.lr=1")]
    [InlineData("optimizers.lr=1")]
    public void A_change_that_cannot_be_made_is_refused(string change) =>
        Assert.Throws<UsageException>(() => new ConfigChanges(_config, [change]));
}
