using Atelier.Torch;

namespace Atelier.Models.Layers.Embeddings;

/// <summary>Sine and cosine of a number at falling frequencies, formed in single precision as the reference does.</summary>
/// <remarks>
/// Angles reach thousands of radians, where single precision carries about 3e-5: another order of operations would move every output.
/// </remarks>
public static class Sinusoid
{
    /// <summary>Embeds numbers. [B] to [B, width]</summary>
    /// <param name="values">Times or other numbers.</param>
    /// <param name="width">Channels that come out; an odd one gets a zero at the end.</param>
    /// <param name="cosineFirst">Cosines before sines (diffusion transformers), or sines first (the library's default).</param>
    /// <param name="frequencyShift">Subtracted from half the width when frequencies are spaced.</param>
    /// <param name="scale">Factor of the angles.</param>
    /// <param name="maxPeriod">Longest period over 2 pi.</param>
    public static Tensor Embed(
        Tensor values, int width, bool cosineFirst = true, double frequencyShift = 0, double scale = 1, double maxPeriod = 10000)
    {
        if (values.Rank != 1)
            throw new ArgumentException($"Numbers to embed are [B], not {values.Describe()}.");
        if (width < 2)
            throw new ArgumentException($"A sinusoid has at least 2 channels, not {width}.");
        var half = width / 2;
        var exponents = Tensor.Arange(0, half, ScalarType.Float32, values.Device).Mul(-Math.Log(maxPeriod)).Div(half - frequencyShift);
        var angles = values.Float().Unsqueeze(1) * exponents.Exp().Unsqueeze(0);
        if (scale != 1)
            angles = angles * scale;
        var (sine, cosine) = (angles.Sin(), angles.Cos());
        var pair = cosineFirst ? Tensor.Cat([cosine, sine], -1) : Tensor.Cat([sine, cosine], -1);
        return width % 2 == 0 ? pair : pair.Pad([0, 1]); // [B, width]
    }
}
