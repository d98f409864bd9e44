namespace Atelier.Imaging.Verification;

/// <summary>Cases of colour conversion; channels last, computed in double.</summary>
internal static class ColourCases
{
    private delegate (double, double, double) Map(double a, double b, double c);

    public static IEnumerable<CaseOutput> Run(CaseInputs inputs)
    {
        foreach (var call in inputs.Calls)
        {
            var input = inputs[call.Input];
            var values = input.DType == "U8" ? Array.ConvertAll(input.ToDoubles(), v => v / 255) : input.ToDoubles();
            int[] shape = [.. input.Shape];
            yield return call.Text("do") switch
            {
                "srgb_to_linear" => new CaseOutput(call.Output, Array.ConvertAll(values, LinearLight.FromSrgb), shape),
                "linear_to_srgb" => new CaseOutput(call.Output, Array.ConvertAll(values, LinearLight.ToSrgb), shape),
                "rgb2lab" => Triples(CieLab.Of),
                "lab2rgb" => Triples(CieLab.ToRgb),
                "rgb2xyz" => Triples(CieLab.XyzOf),
                "rgb2hsv" => Triples(Hsv.Of),
                "hsv2rgb" => Triples(Hsv.ToRgb),
                "rgb2ycbcr" => Triples(Luma.YCbCrOf),
                "rgb2gray" => new CaseOutput(call.Output, [.. values.Chunk(3).Select(c => Luma.Grey709(c[0], c[1], c[2]))], shape[..^1]),
                "deltaE_ciede2000" => Pairs(ColourDifference.Ciede2000),
                "deltaE_cie76" => Pairs(ColourDifference.Cie76),
                "pil_L" => new CaseOutput(call.Output, input.ToPicture().ToGrey(), 2),
                var other => throw new NotSupportedException($"Colour conversion {other} is not known."),
            };

            CaseOutput Triples(Map map) => new(call.Output, [.. values.Chunk(3).SelectMany(c => Listed(map(c[0], c[1], c[2])))], shape);

            CaseOutput Pairs(Func<(double, double, double), (double, double, double), double> distance)
            {
                var colours = values.Chunk(3).Select(c => (c[0], c[1], c[2])).ToArray();
                var half = colours.Length / 2;
                return new CaseOutput(call.Output, [.. colours.Take(half).Zip(colours.Skip(half), distance)], shape[1..^1]);
            }
        }
    }

    private static double[] Listed((double A, double B, double C) triple) => [triple.A, triple.B, triple.C];
}
