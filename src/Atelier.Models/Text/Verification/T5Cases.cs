using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Models.Configs;
using Atelier.Models.Text.T5;
using Atelier.Models.Verification;
using Atelier.Torch.Verification;

namespace Atelier.Models.Text.Verification;

/// <summary>Recorded cases of the T5 and UMT5 encoders and of their position buckets.</summary>
public sealed partial class T5Cases : ICaseRunner
{
    private const string BucketsComponent = "T5Attention._relative_position_bucket";

    /// <inheritdoc/>
    public bool Knows(GoldenCase golden) => golden.Component is "T5EncoderModel" or "UMT5EncoderModel" or BucketsComponent;

    /// <inheritdoc/>
    public void Run(GoldenCase golden, CaseReport report)
    {
        if (golden.Component == BucketsComponent)
        {
            RunBuckets(golden, report);
            return;
        }

        using var model = T5Encoder.From(ModelConfig.ReadStrict<T5Config>(golden.Config), golden.Weights());
        report.Check(golden, model.Forward(golden.Required("input_ids"), golden.Argument("attention_mask")));
    }

    private static void RunBuckets(GoldenCase golden, CaseReport report)
    {
        foreach (var output in golden.Outputs)
        {
            var parts = OutputName().Match(output);
            if (parts.Success)
                report.Check(output, RelativePositions.Buckets(golden.Input("relative_position"), bool.Parse(parts.Groups[1].Value), Number(2), Number(3)));

            int Number(int group) => int.Parse(parts.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        }
    }

    [GeneratedRegex(@"^bidirectional_(True|False)\.buckets_(\d+)\.max_(\d+)$")]
    private static partial Regex OutputName();
}
