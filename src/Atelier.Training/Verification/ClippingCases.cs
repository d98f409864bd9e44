using System.Text.Json;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Training.Optimizers;

namespace Atelier.Training.Verification;

/// <summary>Clipping of recorded gradients by their common norm.</summary>
public sealed class ClippingCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "torch.nn.utils.clip_grad_norm_";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var type = golden.Config.TryGetProperty("norm_type", out var given) ? given : default;
        var order = type.ValueKind switch
        {
            JsonValueKind.Undefined => 2,
            JsonValueKind.String => double.PositiveInfinity,
            _ => type.GetDouble(),
        };
        var names = golden.Inputs.ToArray();
        var gradients = names.Select(n => golden.Input(n).Clone()).ToArray();
        var norm = GradientClipping.Clip(gradients, golden.Config.GetProperty("max_norm").GetDouble(), order);
        report.Check("total_norm", Tensor.Scalar(norm));
        for (var i = 0; i < names.Length; i++)
            report.Check($"clipped.{names[i]}", gradients[i]);
    }
}
