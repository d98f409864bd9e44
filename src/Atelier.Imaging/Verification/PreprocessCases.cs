namespace Atelier.Imaging.Verification;

/// <summary>Cases of resizing and of the processors.</summary>
internal static class PreprocessCases
{
    public static IEnumerable<CaseOutput> PilResize(CaseInputs inputs)
    {
        foreach (var call in inputs.Calls)
        {
            var filter = Enum.Parse<ResizeFilter>(call.Text("filter"), ignoreCase: true);
            int width = call.Int("width"), height = call.Int("height");
            var input = inputs[call.Input];
            ResizeBox? box = call.Has("box") && call.Numbers("box") is var b ? new ResizeBox(b[0], b[1], b[2], b[3]) : null;
            if (call.Text("mode", "") == "F")
            {
                var floats = new FloatPicture(input.Shape[1], input.Shape[0], 1, input.ToFloats()).Resize(width, height, filter, box);
                yield return new CaseOutput(call.Output, Array.ConvertAll(floats.Values, v => (double)v), [height, width]);
                continue;
            }

            var options = new ResizeOptions
            {
                Box = box,
                ReducingGap = call.Has("reducing_gap") ? call.Number("reducing_gap", 0) : null,
                Passes = inputs.IsPillow13 ? ResizePasses.Pillow13 : ResizePasses.HorizontalFirst,
            };
            yield return new CaseOutput(call.Output, input.ToPicture().Resize(width, height, filter, options), input.Shape.Count);
        }
    }

    public static IEnumerable<CaseOutput> TorchInterpolate(CaseInputs inputs)
    {
        foreach (var call in inputs.Calls)
        {
            var input = inputs[call.Input];
            int[] leading = [.. input.Shape.Take(2)], spatial = [.. input.Shape.Skip(2)];
            double? factor = call.Has("scale_factor") ? call.Number("scale_factor", 1) : null;
            var size = factor is { } by ? Array.ConvertAll(spatial, n => (int)Math.Floor(n * by)) : call.Ints("size");
            var options = new InterpolationOptions
            {
                AlignCorners = call.Flag("align_corners", false),
                Antialias = call.Flag("antialias", false),
                ScaleFactor = call.Flag("recompute_scale_factor", false) ? null : factor,
            };
            var values = Interpolation.Resize(input.ToFloats(), input.Shape, size, ModeOf(call.Text("mode")), options);
            yield return new CaseOutput(call.Output, Array.ConvertAll(values, v => (double)v), [.. leading, .. size]);
        }
    }

    public static IEnumerable<CaseOutput> ClipAndSiglip(CaseInputs inputs)
    {
        foreach (var call in inputs.Calls)
        {
            int size = call.Int("size"), crop = call.Int("crop", size);
            var picture = inputs[call.Input].ToPicture();
            yield return Planes(call.Output, call.Text("processor") switch
            {
                "CLIPImageProcessorPil" => new ClipImageProcessor(size, crop).Process(picture),
                "CLIPImageProcessor" => new ClipImageProcessor(size, crop, ClipBackend.Tensor).Process(picture),
                "openai" => new ClipImageProcessor(size, crop, ClipBackend.OpenAi).Process(picture),
                "SiglipImageProcessorPil" => new SiglipImageProcessor(size).Process(picture),
                var other => throw new NotSupportedException($"Processor {other} is not known."),
            }, batch: false);
        }
    }

    public static IEnumerable<CaseOutput> VaeProcessor(CaseInputs inputs)
    {
        foreach (var call in inputs.Calls)
        {
            var input = inputs[call.Input];
            switch (call.Text("do"))
            {
                case "preprocess":
                    yield return Planes(call.Output, Preprocess(call, input), batch: true);
                    break;
                case "resize":
                    yield return new CaseOutput(
                        call.Output, Processor(call).Resize(input.ToPicture(), call.Int("width"), call.Int("height"), ResizeModeOf(call)), 3);
                    break;
                case "get_crop_region":
                    var box = CropRegion.Of(input.ToPicture(), call.Int("width"), call.Int("height"), call.Int("pad", 0));
                    yield return new CaseOutput(call.Output, [box.Left, box.Top, box.Right, box.Bottom], [4]);
                    break;
                case "blur":
                    yield return new CaseOutput(call.Output, input.ToPicture().BlurPillow(call.Number("blur_factor", 4)), input.Shape.Count);
                    break;
                case "pil_gaussian_blur":
                    yield return new CaseOutput(call.Output, input.ToPicture().BlurPillow(call.Number("radius", 2)), input.Shape.Count);
                    break;
                case "postprocess":
                    yield return Postprocess(call, input);
                    break;
                case var other:
                    throw new NotSupportedException($"VaeImageProcessor.{other} is not known.");
            }
        }
    }

    private static PixelValues Preprocess(CaseCall call, CaseArray input)
    {
        var processor = Processor(call);
        int? width = call.Has("width") ? call.Int("width") : null, height = call.Has("height") ? call.Int("height") : null;
        if (call.Text("as") != "pil")
            return processor.Preprocess(PixelValues.From(input.ToPicture()), width, height);
        PixelBox? part = call.Has("crops_coords") && call.Ints("crops_coords") is var b ? new PixelBox(b[0], b[1], b[2], b[3]) : null;
        return processor.Preprocess(input.ToPicture(), width, height, ResizeModeOf(call), part);
    }

    private static VaeImageProcessor Processor(CaseCall call)
    {
        if (!call.Has("processor"))
            return new();
        var given = call.Part("processor");
        return new()
        {            ScaleFactor = given.Int("vae_scale_factor", 8),
            Filter = Enum.Parse<ResizeFilter>(given.Text("resample", "lanczos"), ignoreCase: true),
            Resizes = given.Flag("do_resize", true),
            Normalises = given.Flag("do_normalize", true),
            Binarises = given.Flag("do_binarize", false),
            ConvertsToRgb = given.Flag("do_convert_rgb", false),
            ConvertsToGrey = given.Flag("do_convert_grayscale", false),
        };
    }

    private static CaseOutput Postprocess(CaseCall call, CaseArray input)
    {
        var processor = Processor(call);
        int count = input.Shape[0], channels = input.Shape[1], height = input.Shape[2], width = input.Shape[3];
        var values = input.ToFloats();
        var length = channels * height * width;
        var pixels = Enumerable.Range(0, count)
            .Select(i => new PixelValues(channels, height, width, values[(i * length)..((i + 1) * length)]))
            .SelectMany(planes => processor.Postprocess(planes).Pixels);
        return new CaseOutput(call.Output, [.. pixels.Select(v => (double)v)], [count, height, width, channels]);
    }

    private static VaeResizeMode ResizeModeOf(CaseCall call) => Enum.Parse<VaeResizeMode>(call.Text("resize_mode", "default"), ignoreCase: true);

    private static InterpolationMode ModeOf(string name) => name switch
    {
        "nearest" => InterpolationMode.Nearest,
        "nearest-exact" => InterpolationMode.NearestExact,
        "area" => InterpolationMode.Area,
        "linear" or "bilinear" or "trilinear" => InterpolationMode.Linear,
        "bicubic" => InterpolationMode.Cubic,
        _ => throw new NotSupportedException($"Mode {name} is not known."),
    };

    private static CaseOutput Planes(string name, PixelValues planes, bool batch) => new(
        name, Array.ConvertAll(planes.Values, v => (double)v),
        batch ? [1, planes.Channels, planes.Height, planes.Width] : [planes.Channels, planes.Height, planes.Width]);
}
