using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Systems.DyArtBank.Verification;

/// <summary>Recorded mixtures of styles, and the training loss of style prompts.</summary>
public sealed class StyleTrainingCases : ICaseRunner
{
    private const string Mixing = "generate.py distribution mixing";
    private const string Loss = "train.py loss";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is Mixing or Loss;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (golden.Component == Mixing)
            Mix(golden, report);
        else
            Train(golden, report);
    }

    private static void Mix(GoldenCase golden, CaseReport report)
    {
        double[] Numbers(string name) => [.. golden.Call.GetProperty(name).EnumerateArray().Select(n => n.GetDouble())];
        var (weights, spreads) = (Numbers("distribution_weight"), Numbers("std_scale"));
        var (means, deviations) = (golden.Input("means").Unbind(0), golden.Input("stds").Unbind(0));
        var mixed = StyleDistribution.Mix(
            [.. means.Select((mean, i) => (new StyleDistribution(mean, deviations[i]), weights[i], spreads[i]))]);
        report.Check("mean", mixed.Mean);
        report.Check("std", mixed.Deviation);
        report.Check("sample", mixed.Sample(golden.Input("eps")));
    }

    private static void Train(GoldenCase golden, CaseReport report)
    {
        var (prediction, samples) = (golden.Input("prediction"), golden.Config.GetProperty("reparam_samples").GetInt32());
        if (prediction.Size(1) != samples)
            throw new ArgumentException($"{golden.Path}: reparam_samples is {samples}, the prediction has {prediction.Size(1)}.");
        var loss = StylePromptLoss.Of(
            prediction, golden.Input("noise"), golden.Input("timesteps"), gamma: golden.Call.GetProperty("snr_gamma").GetDouble());
        report.Check("snr", loss.Ratio);
        report.Check("weight", loss.Weight);
        report.Check("per_sample", loss.PerSample);
        report.Check("loss", loss.Total(golden.Input("ortho_loss"), golden.Call.GetProperty("ortho_loss_weight").GetDouble()));
    }
}
