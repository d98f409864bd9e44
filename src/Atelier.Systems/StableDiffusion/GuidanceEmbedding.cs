using Atelier.Models.UNet;
using Atelier.Torch;

namespace Atelier.Systems.StableDiffusion;

/// <summary>The strength of guidance as an input of networks that were distilled to know it. (Meng et al. 2022, arXiv 2210.03142; Luo et al. 2023, LCM.)</summary>
public static class GuidanceEmbedding
{
    private const double Thousand = 1000;

    /// <summary>Embeds strengths less 1, sines first, then cosines, and a zero at an odd end. [B] to [B, width]</summary>
    public static Tensor Embed(Tensor strengths, int width)
    {
        // Angles reach ten thousand radians, where single precision leaves three digits: the frequencies are rounded as the public pipeline rounds them.
        var half = width / 2;
        var step = MathF.Log(10000) / (half - 1);
        var frequencies = Tensor.From(Enumerable.Range(0, half).Select(i => (float)Math.Exp(i * -step)).ToArray(), half).To(strengths.Device);
        var angles = (strengths.Float() * Thousand).Unsqueeze(1) * frequencies.Unsqueeze(0);
        return Tensor.Cat([angles.Sin(), angles.Cos()], 1).Pad([0, width % 2]); // [B, width]
    }

    internal static Tensor? For(UNetConfig config, double guidance, long batch, Device device) =>
        config.TimeCondProjDim is { } width ? Embed(Tensor.Full([batch], guidance - 1, device: device), width) : null;
}
