using Atelier.Imaging.Filters;

namespace Atelier.Imaging;

/// <summary>Soft edges of masks, 0..1.</summary>
public static class MaskFeather
{
    /// <summary>A Gaussian, sampled up to four deviations (radius int(4 sigma + 0.5)), normalised.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="sigma">Standard deviation in pixels, above 0.</param>
    /// <param name="border">What lies outside the picture.</param>
    public static FloatPicture Feather(this Mask mask, double sigma, BorderRule border = BorderRule.Reflect)
    {
        if (!(sigma > 0))
            throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "A deviation is above 0.");
        var kernel = GaussianKernel.Make((2 * (int)((4 * sigma) + 0.5)) + 1, sigma);
        return SeparableFilter.Run(ToFloats(mask), kernel, kernel, border);
    }

    /// <summary>A ramp from the mask's edge inward: min(1, distance to the nearest non-member / width).</summary>
    public static FloatPicture Ramp(this Mask mask, double width)
    {
        if (!(width > 0))
            throw new ArgumentOutOfRangeException(nameof(width), width, "A ramp's width is above 0.");
        var distance = DistanceTransform.Exact(ToPicture(mask));
        return new FloatPicture(distance.Width, distance.Height, 1, Array.ConvertAll(distance.Values, d => (float)Math.Min(1, d / width)));
    }

    /// <summary>The mask as 0 and 1.</summary>
    public static FloatPicture ToFloats(this Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return new FloatPicture(mask.Width, mask.Height, 1, Array.ConvertAll(mask.Cells, cell => (float)cell));
    }

    private static Picture ToPicture(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return mask.ToPicture();
    }
}
