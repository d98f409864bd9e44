using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.UNet.Verification;

/// <summary>Recorded calls of <c>ControlNetModel</c> and <c>T2IAdapter</c>, alone and with a UNet.</summary>
public sealed class ControlNetCases : ICaseRunner
{
    private const string WithUNet = " + UNet2DConditionModel";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.Component is "ControlNetModel" or $"ControlNetModel{WithUNet}" or $"T2IAdapter{WithUNet}" or "T2IAdapter" &&
        (golden.HasInput("sample") || golden.HasInput("image"));

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (golden.Component.StartsWith("T2IAdapter", StringComparison.Ordinal))
            Adapter(golden, report);
        else if (golden.Component.EndsWith(WithUNet, StringComparison.Ordinal))
            Together(golden, report);
        else
            Alone(golden, report);
    }

    private static void Alone(GoldenCase golden, CaseReport report)
    {
        using var network = Network(golden.Config, golden.Weights());
        var arguments = golden.Call.TryGetProperty("args", out var given) ? given : default;
        var inputs = UNetCases.Inputs(golden) with { Observe = (part, x) => report.CheckIfRecorded(golden, part, () => x) };
        var (down, mid) = network.Forward(
            inputs, golden.Input("controlnet_cond"), arguments.Double("conditioning_scale", 1), arguments.Bool("guess_mode", false));
        Residuals(report, down, mid);
    }

    private static void Together(GoldenCase golden, CaseReport report)
    {
        using var unet = UNet(golden);
        var inputs = UNetCases.Inputs(golden);
        var guess = golden.Call.Bool("guess_mode", false);
        var scales = golden.Call.GetProperty("conditioning_scale").EnumerateArray().Select(s => s.GetDouble()).ToArray();
        // In guess mode the networks see the conditional half of a guidance batch only.
        var seen = guess ? SecondHalf(inputs) : inputs;
        Tensor[]? sum = null;
        foreach (var (config, i) in golden.Config.GetProperty("controlnets").EnumerateArray().Select((c, i) => (c, i)))
        {
            using var network = Network(config, golden.Weights($"controlnet.{i}."));
            var (down, mid) = network.Forward(seen, golden.Input($"controlnet_cond.{i}"), scales[i], guess);
            Tensor[] all = [.. down, mid];
            sum = sum is null ? all : [.. sum.Zip(all, (a, b) => a + b)];
        }

        if (guess)
            sum = [.. sum!.Select(r => Tensor.Cat([r.ZerosLike(), r], 0))];
        Residuals(report, sum![..^1], sum[^1]);
        report.Check("sample", unet.Forward(inputs with { DownResiduals = sum[..^1], MidResidual = sum[^1] }));
    }

    private static void Adapter(GoldenCase golden, CaseReport report)
    {
        var together = golden.Component.EndsWith(WithUNet, StringComparison.Ordinal);
        using var adapter = new T2IAdapter(ModelConfig.ReadStrict<T2IAdapterConfig>(together ? golden.Config.GetProperty("adapter") : golden.Config));
        StateDict.Load(adapter, golden.Weights(together ? "adapter." : ""));
        var features = adapter.Forward(golden.Input("image"));
        for (var i = 0; i < features.Length; i++)
        {
            var feature = features[i];
            report.CheckIfRecorded(golden, $"feature.{i}", () => feature);
        }

        if (!together)
            return;
        using var unet = UNet(golden);
        var scale = golden.Call.Double("adapter_conditioning_scale", 1);
        // The features of one picture serve the whole batch.
        Tensor[] scaled = [.. features.Select(f => f * scale)];
        report.Check("sample", unet.Forward(UNetCases.Inputs(golden) with { BlockFeatures = scaled }));
    }

    private static void Residuals(CaseReport report, Tensor[] down, Tensor mid)
    {
        for (var i = 0; i < down.Length; i++)
            report.Check($"residual.{i}", down[i]);
        report.Check("residual.mid", mid);
    }

    private static ControlNet Network(System.Text.Json.JsonElement config, ITensorSource weights)
    {
        var network = new ControlNet(UNetCases.Config(config), ModelConfig.Read<ControlNetConfig>(config));
        StateDict.Load(network, weights);
        return network;
    }

    private static UNetModel UNet(GoldenCase golden)
    {
        var network = new UNetModel(UNetCases.Config(golden.Config.GetProperty("unet")));
        StateDict.Load(network, golden.Weights("unet."));
        return network;
    }

    private static UNetInputs SecondHalf(UNetInputs inputs)
    {
        Tensor Half(Tensor t) => t.Chunk(2, 0)[1];
        return inputs with
        {
            Sample = Half(inputs.Sample),
            Text = Half(inputs.Text),
            Timestep = inputs.Timestep.Rank == 0 ? inputs.Timestep : Half(inputs.Timestep),
            TextEmbeds = inputs.TextEmbeds is { } pooled ? Half(pooled) : null,
            TimeIds = inputs.TimeIds is { } sizes ? Half(sizes) : null,
        };
    }
}
