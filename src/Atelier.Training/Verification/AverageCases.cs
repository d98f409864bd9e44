using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Training.Averages;

namespace Atelier.Training.Verification;

/// <summary>Exponential averages along recorded weights.</summary>
public sealed class AverageCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is "diffusers EMAModel" or "torch_ema ExponentialMovingAverage";

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        var config = ReferenceOptions.Read<AverageConfig>(golden.Config.GetProperty("options"), "foreach") with
        {
            Kind = golden.Config.GetProperty("kind").GetString()!,
        };
        var history = golden.Input("parameters");
        var weights = history.Select(0, 0).Clone();
        using var average = new ExponentialAverage([new("weights", weights)], config);
        var (shadows, decays) = (new List<Tensor>(), new List<double>());
        for (var i = 1; i < history.Size(0); i++)
        {
            weights.CopyInPlace(history.Select(0, i));
            decays.Add(config.DecayAt(i));
            average.Update();
            shadows.Add(average.Shadows.Single().Value.Clone());
        }

        report.Check("shadow", Tensor.Stack([.. shadows]));
        if (golden.HasOutput("decay"))
            report.Check("decay", Tensor.From([.. decays], decays.Count));
        if (golden.HasOutput("decay_far"))
        {
            var far = golden.Config.GetProperty("far_steps").EnumerateArray().Select(e => config.DecayAt(e.GetInt64())).ToArray();
            report.Check("decay_far", Tensor.From(far, far.Length));
        }
    }
}
