namespace Atelier.Imaging.Verification;

/// <summary>Cases of compositing and cloning.</summary>
internal static class CompositingCases
{
    public static IEnumerable<CaseOutput> Alpha(CaseInputs inputs)
    {
        Picture front = inputs["front"].ToPicture(), back = inputs["back"].ToPicture();
        var mask = new FloatPicture(front.Width, front.Height, 1, inputs["mask"].ToFloats());
        var over = AlphaCompositing.OverValues(front, back, linear: false);
        yield return Channels("over_srgb", over, 0, 3);
        yield return Channels("alpha", over, 3, 1);
        yield return Channels("over_linear", AlphaCompositing.OverValues(front, back, linear: true), 0, 3);
        yield return new CaseOutput("over_pillow_u8", front.OverPillow(back), 3);
        yield return Colours("mask_srgb", AlphaCompositing.BlendValues(front, back, mask, linear: false));
        yield return Colours("mask_linear", AlphaCompositing.BlendValues(front, back, mask, linear: true));
        var light = LinearLight.FromPicture(front.WithoutAlpha());
        yield return Colours("linear_front", Array.ConvertAll(light.Values, v => (double)v));
        var products = front.Pixels.Select((value, i) => value / 255.0 * front.Pixels[(i / 4 * 4) + 3] / 255.0);
        yield return Channels("premultiplied_front", [.. products], 0, 3);

        CaseOutput Channels(string name, double[] rgba, int first, int count) => new(
            name, [.. rgba.Where((_, i) => i % 4 >= first && i % 4 < first + count)], [front.Height, front.Width, count]);

        CaseOutput Colours(string name, double[] rgb) => new(name, rgb, [front.Height, front.Width, 3]);
    }

    public static IEnumerable<CaseOutput> Clone(CaseInputs inputs)
    {
        Picture source = inputs["source"].ToPicture(), target = inputs["target"].ToPicture();
        var mask = MaskCases.ToMask(inputs["mask"]);
        var (centre, offset) = (inputs.Ints("centre"), inputs.Ints("offset"));
        foreach (var mode in Enum.GetValues<CloneMode>())
        {
            var name = $"cv2_{mode.ToString().ToLowerInvariant()}";
            yield return new CaseOutput(name, SeamlessClone.Run(source, target, mask, centre[0], centre[1], mode), 3);
        }

        yield return Solved("dirichlet", mixed: false);
        yield return Solved("dirichlet_mixed", mixed: true);

        CaseOutput Solved(string name, bool mixed)
        {
            var values = PoissonBlend.Solve(source, target, mask, offset[1], offset[0], mixed).Values;
            return new CaseOutput(name, Array.ConvertAll(values, v => (double)v), [target.Height, target.Width, 3]);
        }
    }
}
