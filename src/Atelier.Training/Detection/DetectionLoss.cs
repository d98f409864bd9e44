using Atelier.Torch;

namespace Atelier.Training.Detection;

/// <summary>The loss of a scene detector: penalty-reduced focal loss, overlap of boxes, cross entropy of colours.</summary>
/// <remarks>Focal loss as in CornerNet (Law and Deng 2018, section 3.2) with exponents 2 and 4; boxes by the logarithm of the IoU.</remarks>
public static class DetectionLoss
{
    /// <summary>The three parts, each a number.</summary>
    public static (Tensor Heat, Tensor Box, Tensor Color) Compute(Tensor heat, Tensor box, Tensor color, DetectionTargetMaps targets)
    {
        // Nothing here asks for a number: on a GPU that waits until all before it is done.
        var objects = targets.Heat.Eq(1).Sum().Clamp(min: 1);
        var focal = Focal(heat.Float(), targets).Div(objects);
        if (targets.Cells.ElementCount == 0)
            return (focal, box.Sum().Mul(0), color.Sum().Mul(0));
        var overlap = Overlap(AtCells(box, targets.Cells).Float(), targets.Boxes);
        return (focal, overlap.Clamp(1e-6).Log().Neg().Mean(), ColorLoss(AtCells(color, targets.Cells).Float(), targets.Colors));
    }

    private static Tensor Focal(Tensor logits, DetectionTargetMaps targets)
    {
        var probability = logits.Sigmoid();
        // log p and log(1 - p) from the logits, so that neither overflows.
        var (logP, logQ) = (logits.Neg().Softplus().Neg(), logits.Softplus().Neg());
        var positive = targets.Heat.Eq(1);
        var hit = (1 - probability).Square() * logP;
        var miss = (1 - targets.Heat).Pow(4) * probability.Square() * logQ;
        return Tensor.Where(positive, hit, miss).Mul(targets.Counted).Sum().Neg();
    }

    private static Tensor Overlap(Tensor box, Tensor wanted)
    {
        var common = box.Minimum(wanted);
        var inside = (common.Select(1, 0) + common.Select(1, 2)) * (common.Select(1, 1) + common.Select(1, 3));
        return inside / (Area(box) + Area(wanted) - inside + 1e-6);
    }

    private static Tensor Area(Tensor box) => (box.Select(1, 0) + box.Select(1, 2)) * (box.Select(1, 1) + box.Select(1, 3));

    // The mean over cells of a named colour; 0 where none has one.
    private static Tensor ColorLoss(Tensor logits, Tensor colors)
    {
        var named = colors.Ge(0).Float();
        var right = logits.LogSoftmax(1).Gather(1, colors.Clamp(min: 0).To(ScalarType.Int64).Unsqueeze(1)).Squeeze(1);
        return right.Mul(named).Sum().Neg() / named.Sum().Clamp(min: 1);
    }

    // [B, C, rows, columns] to [N, C]
    private static Tensor AtCells(Tensor map, Tensor cells) =>
        map.Permute(0, 2, 3, 1).Reshape(-1, map.Size(1)).IndexSelect(0, cells);
}
