using Atelier.Torch;

namespace Atelier.Models.QwenImage;

/// <summary>Position ids of Qwen-Image: rows and columns are counted from the centre of each image, the text follows the largest one.</summary>
internal static class QwenImagePositions
{
    /// <summary>Frame, row and column of image tokens. [N, 3]</summary>
    public static Tensor Image(IReadOnlyList<(int Frames, int Rows, int Columns)> grids)
    {
        var ids = new List<float>();
        for (var index = 0; index < grids.Count; index++)
        {
            var (frames, rows, columns) = grids[index];
            for (var token = 0; token < frames * rows * columns; token++)
            {
                ids.Add(index + (token / (rows * columns)));
                ids.Add((token / columns % rows) - (rows - (rows / 2)));
                ids.Add((token % columns) - (columns - (columns / 2)));
            }
        }

        return Tensor.From(ids.ToArray(), ids.Count / 3, 3);
    }

    /// <summary>The same number on all axes, from half the longest side on. [L, 3]</summary>
    public static Tensor Text(IReadOnlyList<(int Frames, int Rows, int Columns)> grids, long length)
    {
        var start = grids.Max(g => Math.Max(g.Rows / 2, g.Columns / 2));
        return Tensor.Arange(start, start + length, ScalarType.Float32).Unsqueeze(1).Expand(length, 3);
    }
}
