using System.Text.Json;
using Atelier.Diffusion;
using Atelier.Diffusion.Gaussian;
using Atelier.Models.Mar;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Systems.LightGen.Verification;

/// <summary>Recorded losses and samples of MAR's per-token diffusion.</summary>
public sealed class DiffusionLossCases : ICaseRunner
{
    private const string Losses = "GaussianDiffusion.training_losses";
    private const string Sampling = "DiffLoss.sample";
    private const string Preference = "DiffLoss.forward_dpo (LightGen)";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is Losses or Sampling or Preference;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        using var head = new DiffusionHead(Sizes(golden.Config));
        var prefix = golden.Weights().Names.Any(n => n.StartsWith("net.", StringComparison.Ordinal)) ? "net." : "";
        StateDict.Load(head, golden.Weights(prefix));
        switch (golden.Component)
        {
            case Losses:
                RunLosses(golden, report, head);
                break;
            case Sampling:
                RunSampling(golden, report, head);
                break;
            default:
                var losses = new DiffusionLoss(head).Losses(golden.Input("target"), golden.Input("z"), golden.Input("t"), golden.Input("noise"));
                report.Check("loss", losses.MaskedMean(golden.Input("mask")));
                report.Check("predicted_eps", losses.PredictedNoise);
                break;
        }
    }

    private static DiffusionHeadConfig Sizes(JsonElement config)
    {
        int Field(string name, string other) => (config.TryGetProperty(name, out var value) ? value : config.GetProperty(other)).GetInt32();
        return new(
            Field("in_channels", "target_channels"), config.GetProperty("z_channels").GetInt32(),
            Field("model_channels", "width"), Field("num_res_blocks", "depth"));
    }

    private static void RunLosses(GoldenCase golden, CaseReport report, DiffusionHead head)
    {
        var chain = new DiffusionLoss(head).Training;
        var (clean, t, noise) = (golden.Input("x_start"), golden.Input("t"), golden.Input("noise"));
        var noisy = chain.AddNoise(clean, t, noise);
        var output = head.Forward(noisy, t, golden.Input("c"));
        var (posterior, model) = (chain.Posterior(clean, noisy, t), chain.Predicted(output, noisy, t));
        var losses = chain.Losses(output, noisy, clean, t, noise);
        Check(golden, report, "x_t", noisy);
        Check(golden, report, "model_output", output);
        Check(golden, report, "q_mean", posterior.Mean);
        Check(golden, report, "q_variance", PosteriorVariance(chain, t, clean));
        Check(golden, report, "q_log_variance_clipped", posterior.LogVariance.Expand(clean.Shape));
        Check(golden, report, "p_mean", model.Mean);
        Check(golden, report, "p_log_variance", model.LogVariance);
        Check(golden, report, "p_variance", model.LogVariance.Exp());
        Check(golden, report, "p_pred_xstart", chain.PredictedClean(output, noisy, t));
        Check(golden, report, "mse", losses.SquaredError);
        Check(golden, report, "vb", losses.Variational);
        Check(golden, report, "loss", losses.Total);
        if (golden.HasOutput("masked_loss"))
            report.Check("masked_loss", losses.MaskedMean(golden.Input("mask")));
    }

    private static Tensor PosteriorVariance(GaussianDiffusion chain, Tensor t, Tensor like)
    {
        var variance = chain.Tables.PosteriorVariance;
        return Tensor.From([.. variance.Select(v => (float)v)], variance.Count).IndexSelect(0, t).Unsqueeze(1).Expand(like.Shape);
    }

    private static void RunSampling(GoldenCase golden, CaseReport report, DiffusionHead head)
    {
        var loss = new DiffusionLoss(head, golden.Config.GetProperty("num_sampling_steps").GetString()!);
        var noise = NoiseSource.Given([golden.Input("noise_init"), .. golden.Input("noise_step").Unbind(0)]);
        Tensor? estimate = null;
        var sample = loss.Sample(
            golden.Input("z"), noise, golden.Call.GetProperty("cfg").GetDouble(), golden.Call.GetProperty("temperature").GetDouble(), (done, x, clean) =>
            {
                Check(golden, report, $"x_after_{done}_steps", x);
                estimate = done == loss.Sampling.Steps ? clean.Clone().Detached() : null;
            });
        report.Check("sample", sample);
        if (golden.HasOutput("last_pred_xstart"))
            report.Check("last_pred_xstart", estimate!);
        estimate?.Dispose();
    }

    private static void Check(GoldenCase golden, CaseReport report, string output, Tensor value)
    {
        if (golden.HasOutput(output))
            report.Check(output, value);
    }
}
