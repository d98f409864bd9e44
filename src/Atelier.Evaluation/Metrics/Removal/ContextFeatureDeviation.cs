using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Evaluation.Metrics.Removal;

/// <summary>
/// CFD, context-aware feature deviation: how badly a removed region fits its surroundings, and how much of it looks like a new object. Needs no
/// reference picture; lower is better. (Yu et al. 2025, OmniPaint, arXiv 2503.08677, section 3.4)
/// </summary>
/// <remarks>
/// The published numbers are of DINOv2-giant and of the automatic masks of SAM ViT-H, under <see cref="CfdDefinition.Released"/>. With another
/// encoder or other segments it is another metric: name both beside the number.
/// </remarks>
/// <param name="encoder">The tokens of a picture of 224 x 224 pixels: the class token and the patches, [1 + side side, C].</param>
/// <param name="definition">Whose arithmetic.</param>
public sealed class ContextFeatureDeviation(Func<Picture, Tensor> encoder, CfdDefinition definition = CfdDefinition.Paper)
{
    /// <summary>The deviation of an edited picture.</summary>
    /// <param name="picture">After the edit; alpha is dropped.</param>
    /// <param name="mask">The removed regions, of the same size; each connected part is scored by itself.</param>
    /// <param name="segments">Segments of the edited picture, such as automatic masks; largest first or not.</param>
    /// <exception cref="ArgumentException">The mask is empty, a size differs, or, by the paper's definition, nothing is left around the mask.</exception>
    public CfdResult Of(Picture picture, Mask mask, IReadOnlyList<Mask> segments)
    {
        foreach (var given in segments.Prepend(mask))
        {
            if (given.Width != picture.Width || given.Height != picture.Height)
                throw new ArgumentException($"The picture is {picture.Width} x {picture.Height}, a mask {given.Width} x {given.Height}.");
        }

        if (mask.Area == 0)
            throw new ArgumentException("The mask has no pixel; a removed region is needed.");
        using var scope = Tensor.Scope();
        var colours = picture.ToRgb();
        var kept = SegmentRelations.Distinct(segments);
        return new(kept, [.. Parts(mask).Select(part => Component(colours, part, kept))]);
    }

    // In the order of the reference's labels: it scans blocks of 2 x 2 pixels.
    private static IEnumerable<Mask> Parts(Mask mask)
    {
        var parts = ConnectedComponents.Of(mask);
        var first = new (int Row, int Column)[parts.Parts.Count];
        Array.Fill(first, (int.MaxValue, int.MaxValue));
        for (var i = 0; i < parts.Labels.Length; i++)
        {
            var (label, block) = (parts.Labels[i], (i / mask.Width / 2, i % mask.Width / 2));
            if (label > 0 && block.CompareTo(first[label - 1]) < 0)
                first[label - 1] = block;
        }

        return parts.Parts.OrderBy(p => first[p.Label - 1]).Select(parts.ToMask);
    }

    private CfdComponent Component(Picture picture, Mask part, IReadOnlyList<Mask> segments)
    {
        // 1. Context: the region against its surroundings.
        var box = ContextBox(part);
        var context = Context(picture, part, Filled(part, box).Subtract(part));

        // 2. Segments inside the region, and those that reach out of it.
        int[] nested = [.. Enumerable.Range(0, segments.Count).Where(i => SegmentRelations.IsNested(segments[i], part))];
        int[] overlapping = [.. Enumerable.Range(0, segments.Count).Except(nested).Where(i => segments[i].Intersect(part).Area > 0)];
        Mask[] clipped = [.. overlapping.Select(i => segments[i].Intersect(part))];

        // 3. Hallucination: each nested segment against what it touches, by its share of their area.
        var adjacent = new bool[nested.Length, overlapping.Length];
        var whole = nested.Sum(i => (double)segments[i].Area);
        var hallucinations = new List<CfdHallucination>();
        for (var n = 0; n < nested.Length; n++)
        {
            var segment = segments[nested[n]];
            Mask? touched = null;
            for (var o = 0; o < clipped.Length; o++)
            {
                if (adjacent[n, o] = SegmentRelations.AreAdjacent(clipped[o], segment))
                    touched = touched?.Unite(clipped[o]) ?? clipped[o];
            }

            if (touched is not null)
                hallucinations.Add(new(nested[n], Hallucination(picture, touched, segment), segment.Area / whole));
        }

        return new(box, overlapping, nested, adjacent, context, hallucinations);
    }

    private static PixelBox ContextBox(Mask part)
    {
        var box = part.Bounds()!.Value;
        int across = box.Width / 3, down = box.Height / 3;
        return new(Math.Max(0, box.Left - across), Math.Max(0, box.Top - down), Math.Min(part.Width, box.Right + across), Math.Min(part.Height, box.Bottom + down));
    }

    private Mask Filled(Mask like, PixelBox box)
    {
        var wider = definition == CfdDefinition.Released ? 1 : 0;
        var filled = new Mask(like.Width, like.Height);
        for (var y = box.Top; y < Math.Min(like.Height, box.Bottom + wider); y++)
            filled.Cells.AsSpan((y * like.Width) + box.Left, Math.Min(like.Width, box.Right + wider) - box.Left).Fill(1);
        return filled;
    }

    private double Context(Picture picture, Mask part, Mask around)
    {
        if (definition == CfdDefinition.Released)
            return TokenSelection.Distance(TokenSelection.ReleasedBits(part).Pool(Encode(picture)), TokenSelection.ReleasedBits(around).Pool(Encode(picture)));
        var tokens = Encode(picture);
        return TokenSelection.Distance(Covered(part, tokens), Covered(around.Area > 0 ? around : part.Invert(), tokens));
    }

    private double Hallucination(Picture picture, Mask touched, Mask segment)
    {
        var (tokensOfTouched, tokensOfSegment) = (Encode(CutOut(picture, touched)), Encode(CutOut(picture, segment)));
        var (one, two) = (Cropped(touched), Cropped(segment));
        return definition == CfdDefinition.Released
            ? TokenSelection.Distance(
                TokenSelection.ReleasedBytes(one, ResizeFilter.Nearest).Pool(tokensOfTouched),
                TokenSelection.ReleasedBytes(two, ResizeFilter.Bicubic).Pool(tokensOfSegment))
            : TokenSelection.Distance(Covered(one, tokensOfTouched), Covered(two, tokensOfSegment));
    }

    private static Tensor Covered(Mask region, Tensor tokens) =>
        TokenSelection.Covered(region, (int)Math.Round(Math.Sqrt(tokens.Size(0) - 1))).Pool(tokens);

    private Tensor Encode(Picture picture) => encoder(picture.Resize(TokenSelection.PictureSide, TokenSelection.PictureSide));

    // The segment's box, white outside the segment.
    private static Picture CutOut(Picture picture, Mask segment)
    {
        var white = new Picture(picture.Width, picture.Height, 3, [.. picture.Pixels]);
        for (var i = 0; i < segment.Cells.Length; i++)
        {
            if (segment.Cells[i] == 0)
                white.Pixels.AsSpan(i * 3, 3).Fill(255);
        }

        return white.Crop(segment.Bounds()!.Value);
    }

    private static Mask Cropped(Mask segment) => Mask.From(segment.ToPicture().Crop(segment.Bounds()!.Value));
}
