using System.Globalization;
using System.Text.RegularExpressions;
using Atelier.Models.Layers.FeedForwards;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Verification;
using Atelier.Torch;
using Atelier.Torch.Verification;
using Atelier.Torch.Weights;

namespace Atelier.Models.Layers.Verification;

/// <summary>Recorded activations, plain norms, feed-forwards and attention.</summary>
internal static partial class FunctionCases
{
    public static void Activate(GoldenCase golden, CaseReport report)
    {
        var x = golden.Input("x");
        report.CheckIfRecorded(golden, "gelu_exact", () => x.Gelu());
        report.CheckIfRecorded(golden, "gelu_tanh", () => x.Gelu(tanh: true));
        report.CheckIfRecorded(golden, "gelu_sigmoid_1_702", () => Activations.QuickGelu(x));
        report.CheckIfRecorded(golden, "silu", x.Silu);
        report.CheckIfRecorded(golden, "mish", x.Mish);
        report.CheckIfRecorded(golden, "softplus", () => x.Softplus());
    }

    public static void FeedForwards(GoldenCase golden, CaseReport report)
    {
        var config = golden.Config;
        var width = config.GetProperty("dim").GetInt32();
        using var layer = new FeedForward(
            width,
            config.Int("inner_dim", width * config.Int("mult", 4)),
            FeedForward.KindOf(config.Word("activation_fn") ?? "geglu"),
            config.Int("dim_out", width),
            config.Bool("bias", true));
        StateDict.Load(layer, golden.Weights());
        report.Check("hidden", layer.Forward(golden.Input("hidden_states")));
    }

    public static void Attention(GoldenCase golden, CaseReport report)
    {
        var (q, k, v) = (golden.Input("query"), golden.Input("key"), golden.Input("value"));
        Tensor Bool() => golden.Input("boolean_mask").Ne(0);
        Tensor Hidden(double value) => Tensor.Zeros(golden.Input("boolean_mask").Shape).MaskedFill(Bool().Not(), value);
        foreach (var output in golden.Outputs)
        {
            report.Check(output, output switch
            {
                "plain" => ScaledDotProduct.Attend(q, k, v),
                "additive" or "masked" => ScaledDotProduct.Attend(q, k, v, golden.Input("additive_mask")),
                "boolean" => ScaledDotProduct.Attend(q, k, v, Bool()),
                "lowest_float" => ScaledDotProduct.Attend(q, k, v, Hidden(float.MinValue)),
                "minus_infinity" => ScaledDotProduct.Attend(q, k, v, Hidden(double.NegativeInfinity)),
                "causal_rectangular" => ScaledDotProduct.Attend(q, k, v, causal: true),
                "grouped_heads" when KeyHeads(golden) is var heads => ScaledDotProduct.Attend(q, k.Narrow(1, 0, heads), v.Narrow(1, 0, heads)),
                _ when output.StartsWith("scale_", StringComparison.Ordinal) => ScaledDotProduct.Attend(q, k, v, scale: Scale(output)),
                _ => throw new ArgumentException($"No form of attention is called '{output}'."),
            });
        }
    }

    public static void Norms(GoldenCase golden, CaseReport report)
    {
        var x = golden.Input("x");
        var (weight, bias) = (golden.Input("weight"), golden.Input("bias"));
        var epsilons = golden.Config.GetProperty("eps");
        double Epsilon(string output, double otherwise) => epsilons.Double(output, otherwise);
        // Half-precision runs use the layer whose eps is in its name.
        double Named(string prefix) => epsilons.EnumerateObject().First(e => e.Name.StartsWith(prefix, StringComparison.Ordinal)).Value.GetDouble();
        Tensor Rms(Tensor h, Tensor? w, double epsilon)
        {
            using var norm = new RmsNorm(h.Size(-1), epsilon, affine: w is not null);
            if (w is not null)
                norm.Weight!.Value = w.Clone();
            return norm.Forward(h);
        }

        foreach (var output in golden.Outputs)
        {
            report.Check(output, output switch
            {
                "fp32_layer_norm_bare" => Modulated.Plain(x, Epsilon(output, 1e-6)),
                "fp32_layer_norm_half_input" => ((Modulated.Plain(Half(x), Named("fp32_layer_norm_eps_")) * weight) + bias).To(ScalarType.Float16).Float(),
                "torch_rms_eps_none" => Rms(x, weight, Epsilon(output, 1.1920929e-07)),
                "rms_bias" => Rms(x, weight, Epsilon(output, 1e-6)) + bias,
                "rms_bare_half_input" => Rms(x.To(ScalarType.Float16), null, Epsilon(output, 1e-6)).Float(),
                "rms_bfloat16_weight_bfloat16_input" =>
                    Rms(x.To(ScalarType.BFloat16), weight.To(ScalarType.BFloat16), Epsilon(output, 1e-6)).Float(),
                // A single-precision weight leaves the result in single precision, although the input was rounded.
                "rms_float_weight_bfloat16_input" => Rms(x.To(ScalarType.BFloat16).Float(), weight, Named("rms_eps_")),
                "mochi_rms_half_input" => Rms(Half(x), null, Epsilon(output, 1e-5)).To(ScalarType.Float16).Float(),
                "lp_norm" => ResponseNorms.UnitLength(x, Epsilon(output, 1e-12)),
                "global_response_norm" => ResponseNorms.GlobalResponse(x.Reshape(golden.Expected(output).Shape), weight, bias),
                _ when output.StartsWith("fp32_layer_norm_eps_", StringComparison.Ordinal) => (Modulated.Plain(x, Epsilon(output, 1e-6)) * weight) + bias,
                _ when output.StartsWith("rms_eps_", StringComparison.Ordinal) => Rms(x, weight, Epsilon(output, 1e-6)),
                _ => throw new ArgumentException($"No norm is called '{output}'."),
            });
        }
    }

    // The call says in words how many of the heads are keys.
    private static int KeyHeads(GoldenCase golden) =>
        int.Parse(FirstNumber().Match(golden.Call.Word("grouped_heads") ?? "").ValueSpan, CultureInfo.InvariantCulture);

    private static Tensor Half(Tensor x) => x.To(ScalarType.Float16).Float();

    // scale_0_3 is 0.3
    private static double Scale(string output) => double.Parse(output["scale_".Length..].Replace('_', '.'), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d+")]
    private static partial Regex FirstNumber();
}
