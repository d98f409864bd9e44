using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.ZImage.Verification;

/// <summary>Recorded calls of <c>ZImageTransformer2DModel</c>.</summary>
public sealed class ZImageTransformerCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "ZImageTransformer2DModel";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        // Keys and values have as many heads as queries, whatever the config says.
        using var model = ZImageTransformer.From(ModelConfig.ReadStrict<ZImageConfig>(golden.Config, "n_kv_heads"), golden.Weights());
        Tensor[] Each(string name) =>
            [.. Enumerable.Range(0, int.MaxValue).TakeWhile(i => golden.HasInput($"{name}_{i}")).Select(i => golden.Input($"{name}_{i}"))];
        var samples = model.Forward(new(Each("x"), golden.Required("t"), Each("cap")) { Observe = new Intermediates(golden, report).Observe });
        for (var i = 0; i < samples.Count; i++)
            report.Check($"sample_{i}", samples[i]);
    }
}
