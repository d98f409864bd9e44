namespace Atelier.Imaging.Verification;

/// <summary>Cases of masks.</summary>
internal static class MaskCases
{
    public static IEnumerable<CaseOutput> RunLengths(CaseInputs inputs)
    {
        var masks = inputs.Texts("masks").Select(name => (Name: name, Mask: ToMask(inputs[name]))).ToList();
        foreach (var (name, mask) in masks)
        {
            var runs = CocoRunLengths.From(mask);
            if (!CocoRunLengths.Parse(runs.ToString(), mask.Width, mask.Height).ToMask().Cells.SequenceEqual(mask.Cells))
                throw new InvalidOperationException($"The run lengths of {name} do not come back.");
            yield return new CaseOutput($"{name}.counts", [.. runs.Counts.Select(count => (double)count)], [runs.Counts.Count]);
            yield return new CaseOutput($"{name}.compressed", [.. runs.ToString().Select(letter => (double)letter)], [runs.ToString().Length]);
            yield return new CaseOutput($"{name}.area", [runs.Area], []);
            yield return new CaseOutput($"{name}.box", [runs.Box.X, runs.Box.Y, runs.Box.Width, runs.Box.Height], [4]);
        }

        var first = masks[0].Mask;
        var same = masks.Select(m => m.Mask).Where(m => m.Width == first.Width && m.Height == first.Height).ToList();
        yield return new CaseOutput(
            "iou", [.. same.SelectMany(one => same.Select(two => MaskOverlap.IntersectionOverUnion(one, two)))], [same.Count, same.Count]);
        yield return new CaseOutput("union_area", [first.Unite(same[1]).Area], []);
        yield return new CaseOutput("intersection_area", [first.Intersect(same[1]).Area], []);
    }

    public static IEnumerable<CaseOutput> Polygons(CaseInputs inputs)
    {
        var size = inputs.Ints("size");
        foreach (var name in inputs.Texts("polygons"))
        {
            var points = inputs[name].ToDoubles().Chunk(2).Select(p => (p[0], p[1])).ToList();
            yield return Fill("pillow", PolygonRule.Pillow);
            yield return Fill("cv2_rounded", PolygonRule.OpenCv);
            yield return Fill("coco", PolygonRule.Coco);
            yield return Fill("skimage", PolygonRule.Centres);

            CaseOutput Fill(string rule, PolygonRule how) => Output($"{name}.{rule}", PolygonFill.Fill(points, size[1], size[0], how));
        }
    }

    public static IEnumerable<CaseOutput> Feather(CaseInputs inputs)
    {
        var mask = ToMask(inputs["mask"]);
        var sigma = inputs.Config.GetProperty("sigma").GetDouble();
        yield return Output("gaussian_reflect", mask.Feather(sigma));
        yield return Output("gaussian_zero_outside", mask.Feather(sigma, BorderRule.Constant));
        yield return Output("gaussian_nearest", mask.Feather(sigma, BorderRule.Replicate));
        yield return Output("cv2_reflect101", mask.ToFloats().BlurGaussian(0, 0, sigma));
        yield return new CaseOutput("pillow_u8", mask.ToPicture().BlurPillow(sigma), 2);
        var distance = DistanceTransform.Exact(mask.ToPicture());
        yield return Output("distance_inside", distance);
        yield return Output("distance_ramp", mask.Ramp(inputs.Config.GetProperty("width").GetDouble()));
    }

    public static IEnumerable<CaseOutput> Shapes(CaseInputs inputs)
    {
        var mask = ToMask(inputs["mask"]);
        foreach (var radius in inputs.Ints("radii"))
        {
            yield return Element($"disk{radius}", StructuringElement.Disk(radius));
            yield return Element($"cv2_ellipse{radius}", StructuringElement.Make(ElementShape.Ellipse, (2 * radius) + 1, (2 * radius) + 1));
            yield return Output($"dilated{radius}", mask.Dilate(radius));
            yield return Output($"eroded{radius}", mask.Erode(radius));
            yield return Output($"eroded{radius}_border_kept", mask.Erode(radius, keepBorder: true));
            yield return Output($"opened{radius}", mask.Open(radius));
            yield return Output($"closed{radius}", mask.Close(radius));
        }

        foreach (var connectivity in new[] { Connectivity.Four, Connectivity.Eight })
        {
            var n = (int)connectivity;
            var parts = ConnectedComponents.Of(mask, connectivity);
            yield return new CaseOutput($"labels{n}", Array.ConvertAll(parts.Labels, label => (double)label), [mask.Height, mask.Width]);
            yield return new CaseOutput($"sizes{n}", [.. parts.Parts.Select(p => (double)p.Area)], [parts.Parts.Count]);
            yield return new CaseOutput($"boxes{n}", [.. parts.Parts.SelectMany(p => Listed(p.Box))], [parts.Parts.Count, 4]);
            yield return new CaseOutput($"centroids{n}", [.. parts.Parts.SelectMany(p => new[] { p.CentreY, p.CentreX })], [parts.Parts.Count, 2]);
            yield return Output($"largest{n}", parts.Largest());
        }

        yield return Output("filled", mask.FillHoles());
        yield return Output("filled8", mask.FillHoles(Connectivity.Eight));
        yield return Output("hull", ConvexHull.Fill(mask));
        yield return Output("hull_centres", ConvexHull.Fill(mask, ofEdges: false));
        var corners = ConvexHull.Corners(mask);
        yield return new CaseOutput("hull_points_cv2", [.. corners.SelectMany(p => new double[] { p.X, p.Y })], [corners.Count, 2]);
        yield return Output("edge", mask.Edge());
        yield return new CaseOutput("box", [.. Listed(mask.Bounds().GetValueOrDefault())], [4]);
    }

    public static Mask ToMask(CaseArray array) => new(array.Shape[1], array.Shape[0], array.Data);

    private static double[] Listed(PixelBox box) => [box.Left, box.Top, box.Right, box.Bottom];

    private static CaseOutput Element(string name, StructuringElement element) =>
        new(name, Array.ConvertAll(element.Cells, cell => (double)cell), [element.Height, element.Width]);

    private static CaseOutput Output(string name, Mask mask) =>
        new(name, Array.ConvertAll(mask.Cells, cell => (double)cell), [mask.Height, mask.Width]);

    private static CaseOutput Output(string name, FloatPicture picture) =>
        new(name, Array.ConvertAll(picture.Values, value => (double)value), [picture.Height, picture.Width]);
}
