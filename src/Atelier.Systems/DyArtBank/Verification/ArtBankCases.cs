using Atelier.Diffusion.Guidance;
using Atelier.Systems.DyArtBank.ArtBank;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Systems.DyArtBank.Verification;

/// <summary>Recorded parts of ArtBank: the learned vector and its attentions, and stochastic inversion with a toy network.</summary>
public sealed class ArtBankCases : ICaseRunner
{
    private const string Bank = "ArtBank Attentions / EmbeddingManager";
    private const string Inversion = "ArtBank stochastic inversion + DDIM decode";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is Bank or Inversion;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (golden.Component == Bank)
            Place(golden, report);
        else
            Invert(golden, report);
    }

    private static void Place(GoldenCase golden, CaseReport report)
    {
        int Size(string name) => golden.Config.GetProperty(name).GetInt32();
        using var prompt = new ImplicitStylePrompt(Size("dim"), Size("n_heads"), Size("d_head"));
        StateDict.Load(prompt, golden.Weights());
        report.Check("placeholder_embedding", prompt.Attend(prompt.Vector.Value, (first, second) =>
        {
            report.Check("attn1", first);
            report.Check("attn2", second);
        }));
        report.Check("short_form", prompt.ClosedForm());
        report.Check("several_tokens_out", prompt.Attend(golden.Input("several_tokens")));
        report.Check("embedded_text", prompt.Place(golden.Input("tokens"), golden.Input("embedded_text"), golden.Call.GetProperty("placeholder").GetInt32()));
    }

    private static void Invert(GoldenCase golden, CaseReport report)
    {
        var call = golden.Call;
        var run = new StochasticInversion(call.GetProperty("strength").GetDouble(), call.GetProperty("ddim_steps").GetInt32());
        var (guidance, content, noise) = (new ClassifierFreeGuidance { Scale = call.GetProperty("scale").GetDouble() }, golden.Input("content_latent"), golden.Input("noise"));
        var (condition, unconditional) = (golden.Input("cond"), golden.Input("uncond"));
        var (mix, time) = (golden.Weights().Read("channel_mix"), golden.Weights().Read("time_vector"));
        var told = new List<long>();

        // The toy network of the case: tanh(mixed channels + time + condition).
        Tensor Toy(Tensor x, int t, Tensor context)
        {
            var channels = (time * (t / 1000.0)).Unsqueeze(0) + context; // [B, C]
            return (Tensor.Einsum("oc,bchw->bohw", mix, x) + channels.Unsqueeze(2).Unsqueeze(3)).Tanh();
        }

        Tensor Told(int t, Tensor answer)
        {
            told.Add(t);
            return answer;
        }

        report.Check("x_noisy", run.Noisy(content, noise));
        var latent = run.Invert(content, noise, (x, t) => Told(t, Toy(x, t, condition)), seen => report.Check("predicted_noise", seen));
        report.Check("z_enc", latent);
        report.Check("samples", run.Decode(latent, (x, t) => Told(t, guidance.Scale == 1
            ? Toy(x, t, condition)
            : guidance.Combine(Toy(x, t, unconditional), Toy(x, t, condition)))));
        report.Check("model_timesteps", Tensor.From([.. told], told.Count));
        report.Check("ddim_timesteps", Tensor.From([.. run.Grid.Select(t => (long)t)], run.Grid.Count));
        report.Check("ddim_alphas", Tensor.From([.. run.Alphas], run.Grid.Count));
        report.Check("ddim_alphas_prev", Tensor.From([.. run.PreviousAlphas], run.Grid.Count));
    }
}
