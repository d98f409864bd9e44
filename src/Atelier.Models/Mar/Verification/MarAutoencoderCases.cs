using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Models.Mar.Verification;

/// <summary>Recorded calls of MAR's KL-16 autoencoder, and the names and shapes of its public file.</summary>
public sealed class MarAutoencoderCases : ICaseRunner
{
    private const string Calls = "AutoencoderKL (MAR KL-16)";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.Component == Calls || (golden.Component == "parameter_counts" && golden.Config.TryGetProperty("shapes", out _));

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (golden.Component == Calls)
            RunCalls(golden, report);
        else
            RunNames(golden, report);
    }

    private static void RunCalls(GoldenCase golden, CaseReport report)
    {
        var config = Sizes(golden.Config);
        using var network = new AutoencoderKL(config);
        network.Load(LdmAutoencoderNames.Translate(golden.Weights(), config));
        var levels = config.BlockOutChannels.Count;
        void Observe(string stage, Tensor value)
        {
            // There the decoder's levels count from the finest.
            var name = stage.Replace("encoder_down", "encoder_down_", StringComparison.Ordinal).Replace("_blocks", "_last_block", StringComparison.Ordinal);
            if (stage.StartsWith("decoder_up", StringComparison.Ordinal) && stage.EndsWith("_blocks", StringComparison.Ordinal))
                name = $"decoder_up_{levels - 1 - (stage["decoder_up".Length] - '0')}_last_block";
            report.CheckIfRecorded(golden, name, () => value);
        }

        var latent = network.Encode(golden.Input("image"), Observe);
        var sample = latent.Sample(golden.Input("noise"));
        report.CheckIfRecorded(golden, "moments", () => Tensor.Cat([latent.Mean, latent.LogVariance], 1));
        report.CheckIfRecorded(golden, "mean", () => latent.Mean);
        report.CheckIfRecorded(golden, "logvar", () => latent.LogVariance);
        report.CheckIfRecorded(golden, "kl", latent.Divergence);
        report.CheckIfRecorded(golden, "sample_scaled", () => network.Scale(sample));
        report.CheckIfRecorded(golden, "decoded", () => network.Decode(sample));
        report.CheckIfRecorded(golden, "decoded_from_latent", () => network.Decode(network.Unscale(golden.Input("latent")), Observe));
    }

    private static void RunNames(GoldenCase golden, CaseReport report)
    {
        var config = AutoencoderKLConfig.MarKl16;
        using var network = new AutoencoderKL(config);
        using var file = new ShapeList(golden.Path, golden.Config.GetProperty("shapes"));
        using var translated = LdmAutoencoderNames.Translate(file, config);
        var total = golden.Config.GetProperty("total").GetInt64();
        report.Check("total", network.ParameterCount() == total, $"{network.ParameterCount()} parameters, recorded {total}");
        report.Check("tensors", network.Parameters().Count() == file.Names.Count, $"{network.Parameters().Count()} tensors, recorded {file.Names.Count}");
        foreach (var (name, parameter) in network.Parameters())
        {
            var shape = translated.ShapeOf(name);
            report.Check(name, shape.AsSpan().SequenceEqual(parameter.Shape), $"[{string.Join(", ", parameter.Shape)}], recorded [{string.Join(", ", shape)}]");
        }
    }

    private static AutoencoderKLConfig Sizes(JsonElement json)
    {
        var (channels, resolution) = (json.Int("ch", 128), json.Int("resolution", 256));
        var factors = json.Ints("ch_mult") ?? [1, 1, 2, 2, 4];
        var attended = json.Ints("encoder_attn_resolutions") ?? [16];
        return AutoencoderKLConfig.MarKl16 with
        {
            BlockOutChannels = [.. factors.Select(f => f * channels)],
            DownBlockTypes = [.. factors.Select((_, i) => attended.Contains(resolution >> i) ? AutoencoderKLConfig.AttentionDown : AutoencoderKLConfig.PlainDown)],
            UpBlockTypes = [.. factors.Select(_ => AutoencoderKLConfig.StableDiffusion.UpBlockTypes[0])],
            LayersPerBlock = json.Int("num_res_blocks", 2),
            LatentChannels = json.Int("embed_dim", 16),
            NormNumGroups = json.Int("norm_num_groups", 32),
            SampleSize = resolution,
        };
    }
}
