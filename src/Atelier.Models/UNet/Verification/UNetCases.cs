using System.Text.Json;
using Atelier.Models.Layers.Embeddings;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet.Verification;

/// <summary>Recorded calls of <c>UNet2DConditionModel</c>, and the rows of time embeddings that lie beside them.</summary>
public sealed class UNetCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        (golden.Component == "UNet2DConditionModel" && golden.HasInput("sample")) ||
        (golden.Component == "get_timestep_embedding" && golden.Config.TryGetProperty("rows", out _));

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (golden.Component == "get_timestep_embedding")
        {
            Timesteps(golden, report);
            return;
        }

        using var network = new UNetModel(Config(golden.Config));
        StateDict.Load(network, golden.Weights());
        report.Check("sample", network.Forward(Inputs(golden) with
        {
            // The reference takes no notice of residuals beyond the last skip connection, and a case gives one.
            DownResiduals = [.. Numbered(golden, "down_residual.").Take(network.SkipCount)],
            MidResidual = golden.OptionalInput("mid_residual"),
            Observe = (part, x) => report.CheckIfRecorded(golden, part, () => x),
        }));
    }

    /// <summary>The config of a UNet, or of a control network, whose further fields are known too.</summary>
    internal static UNetConfig Config(JsonElement json) => UNetConfig.Read(json);

    /// <summary>The inputs that UNets and control networks share.</summary>
    internal static UNetInputs Inputs(GoldenCase golden) =>
        new(golden.Input("sample"), golden.Input("timestep"), golden.Input("encoder_hidden_states"))
        {
            TextMask = golden.OptionalInput("encoder_attention_mask"),
            TimestepCondition = golden.OptionalInput("timestep_cond"),
            ClassLabels = golden.OptionalInput("class_labels"),
            TextEmbeds = golden.OptionalInput("text_embeds"),
            TimeIds = golden.OptionalInput("time_ids"),
        };

    internal static Tensor[] Numbered(GoldenCase golden, string prefix) =>
        [.. Enumerable.Range(0, int.MaxValue).TakeWhile(i => golden.HasInput($"{prefix}{i}")).Select(i => golden.Input($"{prefix}{i}"))];

    private static void Timesteps(GoldenCase golden, CaseReport report)
    {
        var index = 0;
        foreach (var row in golden.Config.GetProperty("rows").EnumerateArray())
        {
            report.Check($"embedding.{index++}", Sinusoid.Embed(
                golden.Input("timesteps"),
                row.GetProperty("embedding_dim").GetInt32(),
                row.Bool("flip_sin_to_cos", false),
                row.Double("downscale_freq_shift", 1),
                row.Double("scale", 1),
                row.Double("max_period", 10000)));
        }
    }
}
