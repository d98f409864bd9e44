using System.Text.Json;
using Atelier.Evaluation.Metrics.Pictures;
using Atelier.Torch;
using Atelier.Torch.Verification;

namespace Atelier.Evaluation.Verification;

/// <summary>Recorded metrics of pictures.</summary>
internal static class PictureMetricCases
{
    public static IReadOnlyDictionary<string, Action<MetricCase>> Components { get; } = new Dictionary<string, Action<MetricCase>>
    {
        ["skimage.metrics.structural_similarity"] = Similarity,
        ["pytorch_msssim.ssim / ms_ssim"] = MultiScale,
        ["skimage.metrics.peak_signal_noise_ratio"] = Noise,
        ["NIQE"] = Naturalness,
    };

    private static void Similarity(MetricCase metric)
    {
        var given = metric.Field("skimage");
        CaseFields.RequireKnown(given, "structural_similarity", "gaussian_weights", "sigma", "win_size", "use_sample_covariance", "K1", "K2");
        var options = new SimilarityOptions
        {
            Range = metric.Number("data_range", 255),
            GaussianWeights = MetricCase.Flag(given, "gaussian_weights", false),
            Sigma = MetricCase.Number(given, "sigma", 1.5),
            WindowSize = (int)MetricCase.Number(given, "win_size", 7),
            SampleCovariance = MetricCase.Flag(given, "use_sample_covariance", true),
            K1 = MetricCase.Number(given, "K1", 0.01),
            K2 = MetricCase.Number(given, "K2", 0.03),
        };
        var result = StructuralSimilarity.Compare(Picture(metric, "image1"), Picture(metric, "image2"), options);
        metric.Check("score", () => result.Score);
        metric.Check("map", () => result.Map);
        for (var c = 0; c < result.PerChannel.Count; c++)
        {
            var channel = c;
            metric.Check($"channel{c}", () => result.PerChannel[channel]);
        }
    }

    private static Tensor Picture(MetricCase metric, string name) =>
        metric.Input(name).To(ScalarType.Float64) * metric.Number("scale_from_uint8", 1) + metric.Number("offset", 0);

    private static void MultiScale(MetricCase metric)
    {
        var measure = new MultiScaleSimilarity(
            metric.Number("data_range", 255), (int)metric.Number("win_size", 11), metric.Number("win_sigma", 1.5));
        Tensor Planes(string name) => metric.Input(name).Permute(0, 3, 1, 2);
        var weights = metric.Field("weights") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(w => w.GetDouble()).ToArray()
            : null;
        metric.Check("ssim", () => measure.SingleScale(Planes("image1"), Planes("image2")));
        metric.Check("ms_ssim", () => measure.MultiScale(Planes("image1"), Planes("image2"), weights));
    }

    private static void Noise(MetricCase metric)
    {
        var (a, b, range) = (metric.Input("image1"), metric.Input("image2"), metric.Number("data_range", 255));
        metric.Check("psnr", () => PeakSignalToNoise.Decibels(a, b, range));
        metric.Check("mse", () => PeakSignalToNoise.MeanSquaredError(a, b));
        metric.Check("mae", () => PeakSignalToNoise.MeanAbsoluteError(a, b));
        for (var c = 0; c < a.Size(-1); c++)
        {
            var channel = c;
            metric.Check($"psnr_channel{c}", () => PeakSignalToNoise.Decibels(a.Select(-1, channel), b.Select(-1, channel), range));
        }
    }

    private static void Naturalness(MetricCase metric)
    {
        var weights = metric.Golden.Weights();
        var evaluator = new NaturalnessEvaluator(
            new(weights.Read("pristine_mean"), weights.Read("pristine_covariance"), weights.Read("window")), (int)metric.Number("block", 96));
        var luma = metric.Input("luma");
        Tensor Corner(Tensor whole, string output)
        {
            var size = metric.Golden.Expected(output).Shape;
            return whole.Narrow(0, 0, size[0]).Narrow(1, 0, size[1]);
        }

        var block = (long)metric.Number("block", 96);
        var cropped = luma.Narrow(0, 0, luma.Size(0) / block * block).Narrow(1, 0, luma.Size(1) / block * block).To(ScalarType.Float64);
        metric.Check("normalised_corner", () => Corner(evaluator.Normalised(cropped), "normalised_corner"));
        metric.Check("half_corner", () => Corner(NaturalnessEvaluator.Halved(cropped), "half_corner"));
        metric.Check("features", () => evaluator.Features(luma));
        metric.Check("score", () => evaluator.Score(luma));
    }
}
