using Atelier.Models.Configs;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Autoencoders.Verification;

/// <summary>Recorded calls of <c>AutoencoderKL</c> and <c>AutoencoderTiny</c>.</summary>
public sealed class AutoencoderCases : ICaseRunner
{
    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) =>
        golden.Component is "AutoencoderKL" or "AutoencoderTiny" && (golden.HasInput("image") || golden.HasInput("latent"));

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        using var noGrad = new NoGrad();
        if (golden.Component == "AutoencoderTiny")
            RunTiny(golden, report);
        else
            RunKL(golden, report);
    }

    private static void RunKL(GoldenCase golden, CaseReport report)
    {
        using var network = new AutoencoderKL(ModelConfig.ReadStrict<AutoencoderKLConfig>(golden.Config, "tiling"));
        network.Load(golden.Weights());
        if (golden.Config.TryGetProperty("tiling", out var tiling))
        {
            CaseFields.RequireKnown(tiling, "tiling", "tile_overlap_factor");
            network.TileOverlap = tiling.TryGetProperty("tile_overlap_factor", out var overlap) ? overlap.GetDouble() : 0.25;
        }

        Action<string, Tensor>? observe = network.TileOverlap is null ? (stage, x) => report.CheckIfRecorded(golden, stage, () => x) : null;

        if (golden.OptionalInput("image") is { } image)
        {
            var latent = network.Encode(image, observe);
            report.CheckIfRecorded(golden, "mean", () => latent.Mean);
            report.CheckIfRecorded(golden, "logvar", () => latent.LogVariance);
            report.CheckIfRecorded(golden, "latent", () => network.Scale(latent.Mean));
            report.CheckIfRecorded(golden, "sample", () => latent.Sample(golden.Input("noise")));
        }

        if (golden.OptionalInput("latent") is { } given)
            report.Check("decoded", network.Decode(given, observe));
    }

    private static void RunTiny(GoldenCase golden, CaseReport report)
    {
        using var network = new AutoencoderTiny(ModelConfig.ReadStrict<AutoencoderTinyConfig>(golden.Config));
        StateDict.Load(network, golden.Weights());
        if (golden.OptionalInput("image") is { } image)
        {
            var latent = network.Encode(image);
            report.CheckIfRecorded(golden, "latent", () => latent);
            report.CheckIfRecorded(golden, "scaled", () => network.ToUnit(latent));
            report.CheckIfRecorded(golden, "roundtrip", () => network.RoundTrip(image));
        }

        if (golden.OptionalInput("latent") is { } given)
            report.CheckIfRecorded(golden, "decoded", () => network.Decode(given));
    }
}
