using Atelier.Torch.Verification;
using Atelier.Training.Objectives;

namespace Atelier.Training.Verification;

/// <summary>One flow-matching loss, from the draw to the number.</summary>
public sealed class FlowStepCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component == "flow-matching training step";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var config = golden.Config;
        var (data, noise) = (golden.Input("latents"), golden.Input("noise"));
        var (indices, sigmas, timesteps) = FlowMatching.FromList(
            golden.Input("u"), config.GetProperty("num_train_timesteps").GetInt64(), config.GetProperty("shift").GetDouble());
        var noisy = FlowMatching.Noisy(data, noise, sigmas);
        var weights = LossWeighting.Weights(config.GetProperty("weighting_scheme").GetString()!, sigmas);
        var (prediction, target) = config.GetProperty("precondition_outputs").GetBoolean()
            ? (FlowMatching.DataFrom(golden.Input("prediction"), noisy, sigmas), data)
            : (golden.Input("prediction"), FlowMatching.Velocity(data, noise));
        var each = FlowMatching.LossEach(prediction, target, weights);
        report.Check("indices", indices);
        report.Check("sigmas", sigmas);
        report.Check("timesteps", timesteps);
        report.Check("noisy", noisy);
        report.Check("target", target);
        report.Check("loss_each", each);
        report.Check("loss", each.Mean());
    }
}
