using Atelier.Torch.Verification;
using Atelier.Training.Objectives;

namespace Atelier.Training.Verification;

/// <summary>Diffusion-DPO and Flow-DPO losses with their gradients.</summary>
public sealed class PreferenceCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "Diffusion-DPO / Flow-DPO loss";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var prediction = golden.Input("prediction").Clone();
        prediction.RequiresGrad = true;
        var beta = PreferenceLoss.Beta(
            golden.Config.GetProperty("beta").GetDouble(), golden.Config.GetProperty("beta_schedule").GetString()!, golden.Input("time"));
        var result = PreferenceLoss.Compute(prediction, golden.Input("reference_prediction"), golden.Input("target"), beta);
        report.Check("loss", result.Loss);
        report.Check("inside", result.Inside);
        report.Check("loss_of_mean", -result.Inside.Mean().LogSigmoid());
        report.Check("implicit_accuracy", result.ImplicitAccuracy);
        report.Check("model_losses", result.ModelLosses);
        report.Check("reference_losses", result.ReferenceLosses);
        report.Check("gradient", result.Loss.Gradients([prediction])[0]!);
    }
}
