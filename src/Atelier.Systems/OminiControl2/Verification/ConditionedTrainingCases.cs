using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Systems.OminiControl2.Verification;

/// <summary>Recorded training steps: the loss and the gradients of the adapters.</summary>
public sealed class ConditionedTrainingCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "OminiControl training step";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        ConditionedCall.RequireKnown(golden, ["cond_adapters", "main_adapter", "independent", "guidance_scale"]);
        using var given = new ConditionedCase(golden);
        foreach (var (_, parameter) in given.Adapters.Values.SelectMany(a => a.Parameters()))
            parameter.Value.RequiresGrad = true;
        using var flux = new ConditionedFlux(given.Network, given.Text, golden.Input("img_ids"), given.Conditions, new()
        {
            Sight = golden.Call.Flag("independent") ? ConditionSight.Independent : ConditionSight.Joint,
            MainAdapters = given.Main,
        });
        var (clean, noise) = (golden.Input("image"), golden.Input("noise"));
        var t = ConditionedTraining.Levels(golden.Input("normal"));
        var noisy = ConditionedTraining.Noisy(clean, noise, t);
        var prediction = flux.Velocity(noisy, t);
        var loss = ConditionedTraining.Loss(prediction, clean, noise);
        loss.Backward();
        report.Check("t", t);
        report.Check("x_t", noisy);
        report.Check("prediction", prediction);
        report.Check("loss", loss);
        foreach (var (adapter, (name, parameter)) in given.Adapters.SelectMany(a => a.Value.Parameters().Select(p => (a.Key, p))))
        {
            // In the last block nothing after a condition's keys and values reaches the loss: such gradients are 0.
            var output = $"grad.{name[..^".weight".Length]}.{adapter}.weight";
            if (golden.HasOutput(output))
                report.Check(output, parameter.Value.Grad ?? Tensor.Zeros(parameter.Shape));
        }
    }
}
