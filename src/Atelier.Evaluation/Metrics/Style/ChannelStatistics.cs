using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Style;

/// <summary>Mean and deviation of every channel, and how to give one map those of another (AdaIN, Huang and Belongie 2017).</summary>
public static class ChannelStatistics
{
    /// <summary>Mean and deviation, [B, C, 1, 1] each; the variance is divided by n - 1 and raised by epsilon.</summary>
    public static (Tensor Mean, Tensor Deviation) Of(Tensor features, double epsilon = 1e-5)
    {
        using var scope = Tensor.Scope();
        return (scope.Keep(features.Mean([2, 3], keep: true)), scope.Keep((features.Var([2, 3], keep: true) + epsilon).Sqrt()));
    }

    /// <summary>The content with the style's statistics.</summary>
    /// <param name="content">[B, C, H, W].</param>
    /// <param name="style">[B, C, h, w].</param>
    /// <param name="alpha">Share of the result, the rest is the content as it was.</param>
    /// <param name="epsilon">Raises the variances.</param>
    public static Tensor Transfer(Tensor content, Tensor style, double alpha = 1, double epsilon = 1e-5)
    {
        using var scope = Tensor.Scope();
        var (from, to) = (Of(content, epsilon), Of(style, epsilon));
        var moved = to.Deviation * (content - from.Mean) / from.Deviation + to.Mean;
        return scope.Keep(alpha == 1 ? moved : alpha * moved + (1 - alpha) * content);
    }

    /// <summary>Mean squared differences of means and deviations, added up.</summary>
    public static Tensor Loss(Tensor a, Tensor b, double epsilon = 1e-5)
    {
        var (x, y) = (Of(a, epsilon), Of(b, epsilon));
        return x.Mean.MseLoss(y.Mean) + x.Deviation.MseLoss(y.Deviation);
    }
}
