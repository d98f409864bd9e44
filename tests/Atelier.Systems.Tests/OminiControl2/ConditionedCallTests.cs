using System.Text.Json.Nodes;
using Atelier.Systems.Verification;
using Atelier.Testing;
using Atelier.Torch.Verification;

namespace Atelier.Systems.Tests.OminiControl2;

/// <summary>Recorded cases with a field more or less.</summary>
public sealed class ConditionedCallTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_factor_of_null_is_none()
    {
        var absent = Run("ominicontrol/v1_condition_scale", json => json["call"]!.AsObject().Remove("c_factor"));
        var none = Run("ominicontrol/v1_condition_scale", json => json["call"]!["c_factor"] = null);
        Assert.Equal(absent.Checks, none.Checks);
        Assert.NotEqual(Run("ominicontrol/v1_condition_scale", _ => { }).Checks, none.Checks);
    }

    [Fact]
    public void A_condition_without_an_adapter_has_none()
    {
        var absent = Run("ominicontrol2/generate_4_steps_no_cache", json => json["call"]!["conditions"]![0]!.AsObject().Remove("adapter"));
        var none = Run("ominicontrol2/generate_4_steps_no_cache", json => json["call"]!["conditions"]![0]!["adapter"] = null);
        Assert.Equal(none.Checks, absent.Checks);
        Assert.DoesNotContain(absent.Checks, c => c.Output == "run");
    }

    [Theory]
    [InlineData("ominicontrol2/early_access_two_conditions", "c_factor", "0.5")]
    [InlineData("ominicontrol2/early_access_two_conditions", "model_config", """{"union_cond_attn": false}""")]
    [InlineData("omnipaint/removal", "model_config", """{"independent_condition": true}""")]
    public void What_a_release_passes_over_changes_nothing(string name, string field, string value) =>
        Assert.Equal(CaseStatus.Passed, Run(name, json => json["call"]![field] = JsonNode.Parse(value)).Status);

    [Theory]
    [InlineData("ominicontrol/two_conditions", "call")]
    [InlineData("ominicontrol/two_conditions", "call.conditions.0")]
    [InlineData("ominicontrol/two_conditions", "config.lora.canny")]
    [InlineData("ominicontrol/v1_condition_scale", "call.model_config")]
    [InlineData("ominicontrol/training_step", "call")]
    [InlineData("ominicontrol/lora_file", "config")]
    [InlineData("ominicontrol2/feature_reuse_4_steps", "call")]
    [InlineData("ominicontrol2/condition_ids", "config.cases.1")]
    [InlineData("ominicontrol2/generate_4_steps_no_cache", "call")]
    [InlineData("ominicontrol2/generate_4_steps_no_cache", "call.conditions.1")]
    [InlineData("omnipaint/removal", "call")]
    public void A_field_that_nobody_reads_is_reported(string name, string place)
    {
        var result = Run(name, json =>
        {
            var node = place.Split('.').Aggregate(json, (n, step) => int.TryParse(step, out var index) ? n[index]! : n[step]!);
            node["surprise"] = 2;
        });
        Assert.Equal(CaseStatus.Failed, result.Status);
        Assert.Contains(result.Checks, c => c.Message.Contains("'surprise' = 2", StringComparison.Ordinal));
    }

    private CaseResult Run(string name, Action<JsonNode> change)
    {
        Assert.SkipWhen(RepositoryRoot.Goldens is null, "no goldens folder beside the checkout");
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Goldens, $"{name}.json")))!;
        change(json);
        var path = Path.Combine(_folder, "case.json");
        File.WriteAllText(path, json.ToJsonString());
        var tensors = Path.Combine(RepositoryRoot.Goldens, $"{name}.safetensors");
        File.Copy(tensors, Path.ChangeExtension(path, ".safetensors"), overwrite: true);
        return Assert.Single(new Verifier(SystemCases.All).Run(path, TestContext.Current.CancellationToken));
    }
}
