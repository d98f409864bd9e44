using System.Text.Json.Nodes;
using Atelier.Models.Verification;
using Atelier.Testing;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Tests.Verification;

public sealed class FluxLoraFusingTests : IDisposable
{
    private const string Case = "two_adapters";
    private static readonly string Goldens = Path.Combine(RepositoryRoot.Path, "tests", "goldens", "flux_lora");
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-").FullName;

    public FluxLoraFusingTests()
    {
        foreach (var file in new[] { "base.json", "base.safetensors", $"{Case}.json" })
            File.Copy(Path.Combine(Goldens, file), Path.Combine(_folder, file));
        // The same recording, but built in at the weights 0 and 1.
        using var golden = SafetensorsTensors.Open(Path.Combine(Goldens, $"{Case}.safetensors"));
        StateDict.Save(
            golden.Names.Where(n => !n.StartsWith("out.fused.", StringComparison.Ordinal)).Select(n => (n, golden.Read(n == "out.sample_fused" ? "out.sample_0_1" : n))),
            Path.Combine(_folder, $"{Case}.safetensors"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"weights": [[0, 1], [1, -0.5]]}""", true)]
    [InlineData("""{"weights": [0, 1]}""", true)]
    [InlineData("""{"weights": [[1, -0.5], [0, 1]]}""", false)]
    [InlineData("""{"weights": [1]}""", false)]
    [InlineData("""{"scales": [0, 1]}""", false)]
    public void Adapters_are_built_in_at_the_weights_that_a_case_says_or_else_at_those_that_fit(string call, bool passes)
    {
        var path = Path.Combine(_folder, $"{Case}.json");
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        json["call"] = JsonNode.Parse(call);
        File.WriteAllText(path, json.ToJsonString());

        var result = Assert.Single(new Verifier(ModelCases.All).Run(path, TestContext.Current.CancellationToken));

        Assert.Equal(passes ? CaseStatus.Passed : CaseStatus.Failed, result.Status);
    }
}
