namespace Atelier.Imaging.Verification;

/// <summary>Cases of OpenCV's functions.</summary>
internal static class OpenCvCases
{
    public static IEnumerable<CaseOutput> Run(CaseInputs inputs)
    {
        foreach (var call in inputs.Calls)
        {
            var name = call.Output;
            var input = call.Has("in") ? inputs[call.Input] : null;
            yield return call.Text("do") switch
            {
                "Canny" => new CaseOutput(name, Edges(call, input!), 2),
                "Sobel" => Derivative(call, input!),
                "GaussianBlur" => Blur(call, input!),
                "getGaussianKernel" when call.Int("ksize") is var size => new CaseOutput(name, GaussianKernel.Make(size, call.Number("sigma", 0)), [size]),
                "getStructuringElement" when Element(call) is var e => new CaseOutput(name, Array.ConvertAll(e.Cells, v => (double)v), [e.Height, e.Width]),
                "dilate" => new CaseOutput(name, input!.ToPicture().Dilate(Element(call), call.Int("iterations", 1)), input.Shape.Count),
                "erode" => new CaseOutput(name, input!.ToPicture().Erode(Element(call), call.Int("iterations", 1)), input.Shape.Count),
                "distanceTransform" => Floats(name, Distance(call, input!.ToPicture()), 2),
                "resize" => new CaseOutput(
                    name, CvResize.Run(input!.ToPicture(), call.Int("width"), call.Int("height"), Enum.Parse<CvResizeFilter>(call.Text("filter"), true)), input.Shape.Count),
                "cvtColor" => Colour(call, input!.ToPicture()),
                var other => throw new NotSupportedException($"OpenCV's {other} is not known."),
            };
        }
    }

    private static Picture Edges(CaseCall call, CaseArray input) =>
        Canny.Detect(input.ToPicture(), call.Number("low", 0), call.Number("high", 0), call.Int("aperture", 3), call.Flag("l2", false));

    private static CaseOutput Derivative(CaseCall call, CaseArray input)
    {
        // the recorded derivatives are those inside Canny: edges repeated
        var values = Sobel.Derive(input.ToPicture(), call.Int("dx"), call.Int("dy"), call.Int("ksize", 3), BorderRule.Replicate);
        return new CaseOutput(call.Output, Array.ConvertAll(values, v => (double)v), [.. input.Shape]);
    }

    private static CaseOutput Blur(CaseCall call, CaseArray input)
    {
        var size = call.Ints("ksize");
        double sigmaX = call.Number("sigma_x", 0), sigmaY = call.Number("sigma_y", 0);
        var border = Enum.Parse<BorderRule>(call.Text("border", "reflect101"), ignoreCase: true);
        if (input.DType == "U8")
            return new CaseOutput(call.Output, input.ToPicture().BlurGaussian(size[0], size[1], sigmaX, sigmaY, border), input.Shape.Count);
        var floats = new FloatPicture(input.Shape[1], input.Shape[0], input.Shape.Count == 3 ? input.Shape[2] : 1, input.ToFloats());
        return Floats(call.Output, floats.BlurGaussian(size[0], size[1], sigmaX, sigmaY, border), input.Shape.Count);
    }

    private static StructuringElement Element(CaseCall call) =>
        StructuringElement.Make(Enum.Parse<ElementShape>(call.Text("shape"), ignoreCase: true), call.Ints("ksize")[0], call.Ints("ksize")[1]);

    private static FloatPicture Distance(CaseCall call, Picture mask)
    {
        var metric = Enum.Parse<DistanceMetric>(call.Text("distance"));
        // Only for L2 there are others than the neighbours' sums.
        var given = call.Int("mask_size", 0);
        var size = metric == DistanceMetric.L2 ? given : 3;
        return size == 0 ? DistanceTransform.Exact(mask) : DistanceTransform.Chamfer(mask, metric, size);
    }

    private static CaseOutput Colour(CaseCall call, Picture picture) => call.Text("code") switch
    {
        "COLOR_RGB2GRAY" => new CaseOutput(call.Output, CvColour.ToGrey(picture), 2),
        "COLOR_RGB2HSV" => new CaseOutput(call.Output, CvColour.ToHsv(picture), 3),
        "COLOR_RGB2LAB" or "COLOR_RGB2Lab" => new CaseOutput(call.Output, CvColour.ToLab(picture), 3),
        "COLOR_RGB2YCrCb" => new CaseOutput(call.Output, CvColour.ToYCrCb(picture), 3),
        var other => throw new NotSupportedException($"OpenCV's {other} is not known."),
    };

    private static CaseOutput Floats(string name, FloatPicture picture, int axes) => new(
        name, Array.ConvertAll(picture.Values, v => (double)v),
        axes == 3 ? [picture.Height, picture.Width, picture.Channels] : [picture.Height, picture.Width]);
}
