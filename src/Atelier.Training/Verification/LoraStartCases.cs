using Atelier.Torch.Verification;
using Atelier.Training.Adapters;

namespace Atelier.Training.Verification;

/// <summary>First values of low-rank adapters.</summary>
public sealed class LoraStartCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component.StartsWith("peft LoRA init", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var rank = golden.Config.GetProperty("r").GetInt32();
        var scaling = golden.Config.GetProperty("alpha").GetDouble() / rank;
        var weight = golden.Input("weight");
        var factors = golden.Config.GetProperty("init").GetString() switch
        {
            "kaiming" => LoraFactors.Kaiming(weight, golden.Input("uniform")),
            "gaussian" => LoraFactors.Gaussian(weight, golden.Input("normal_A")),
            "pissa" => LoraFactors.Pissa(weight, rank, scaling),
            "olora" => LoraFactors.Olora(weight, rank, scaling),
            "orthogonal" => LoraFactors.Orthogonal(weight, golden.Input("normal_square"), golden.Input("normal_A"), golden.Input("normal_B")),
            var other => throw new NotSupportedException($"adapter start {other}"),
        };
        var product = factors.B.MatMul(factors.A);
        foreach (var output in golden.Outputs)
        {
            report.Check(output, output switch
            {
                "lora_A" => factors.A,
                "lora_B" => factors.B,
                "product" => product,
                "residual_weight" => factors.Base,
                "effective_weight" => factors.Base + scaling * product,
                "gram_A" => factors.A.MatMul(factors.A.Transpose(0, 1)),
                "gram_B" => factors.B.Transpose(0, 1).MatMul(factors.B),
                _ => throw new NotSupportedException($"output {output}"),
            });
        }
    }
}
