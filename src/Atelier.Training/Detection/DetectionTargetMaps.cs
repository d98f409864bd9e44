using Atelier.Models.Detection;
using Atelier.Torch;

namespace Atelier.Training.Detection;

/// <summary>What the maps of a detector shall be for a batch of pictures.</summary>
/// <remarks>
/// Heat is 1 at the cell of an object's middle and falls off as a Gaussian with the size of its box (Zhou et al. 2019,
/// section 4). Boxes and colours are asked in the 3 x 3 cells around the middle.
/// </remarks>
public sealed class DetectionTargetMaps
{
    private const double SigmaOfSize = 1.0 / 8;

    // Beyond so many deviations the heat is below 0.0004 and taken as none.
    private const double Reach = 4;

    private DetectionTargetMaps(Tensor heat, Tensor counted, Tensor cells, Tensor boxes, Tensor colors) =>
        (Heat, Counted, Cells, Boxes, Colors) = (heat, counted, cells, boxes, colors);

    /// <summary>Middles of objects in all maps.</summary>
    public required int Middles { get; init; }

    /// <summary>Whether a colour is asked anywhere.</summary>
    public required bool AsksColors { get; init; }

    /// <summary>[B, classes, rows, columns], 0 to 1.</summary>
    public Tensor Heat { get; }

    /// <summary>1 where the heat counts, 0 under ignored objects. [B, 1, rows, columns]</summary>
    public Tensor Counted { get; }

    /// <summary>Numbers (b rows + y) columns + x of the cells that know a box. [N]</summary>
    public Tensor Cells { get; }

    /// <summary>Distances to left, top, right and bottom at those cells. [N, 4]</summary>
    public Tensor Boxes { get; }

    /// <summary>Colour index at those cells, -100 where none. [N]</summary>
    public Tensor Colors { get; }

    /// <summary>Draws the maps.</summary>
    public static DetectionTargetMaps Build(
        IReadOnlyList<IReadOnlyList<DetectionTarget>> pictures, int classes, int rows, int columns, Device? device = null)
    {
        var heat = new Dictionary<long, float>();
        var counted = new float[pictures.Count * rows * columns];
        Array.Fill(counted, 1f);
        var owners = new Dictionary<long, (double Distance, DetectionTarget Target)>();
        for (var b = 0; b < pictures.Count; b++)
        {
            foreach (var target in pictures[b])
            {
                var (x, y) = ((target.Left + target.Right) / 2 / SceneDetector.Stride, (target.Top + target.Bottom) / 2 / SceneDetector.Stride);
                var width = Math.Max(1, (target.Right - target.Left) / SceneDetector.Stride);
                var height = Math.Max(1, (target.Bottom - target.Top) / SceneDetector.Stride);
                var (centreX, centreY) = ((int)Math.Clamp(Math.Floor(x), 0, columns - 1), (int)Math.Clamp(Math.Floor(y), 0, rows - 1));
                var (sx, sy) = (Math.Max(0.6, width * SigmaOfSize), Math.Max(0.6, height * SigmaOfSize));
                var (reachX, reachY) = target.Ignore ? (width / 2, height / 2) : (Math.Max(1, Reach * sx), Math.Max(1, Reach * sy));
                for (var row = Math.Max(0, centreY - (int)reachY); row <= Math.Min(rows - 1, centreY + (int)reachY); row++)
                {
                    for (var column = Math.Max(0, centreX - (int)reachX); column <= Math.Min(columns - 1, centreX + (int)reachX); column++)
                    {
                        var cell = (((long)b * rows) + row) * columns + column;
                        if (target.Ignore)
                        {
                            counted[cell] = 0;
                            continue;
                        }

                        var (dx, dy) = (column - centreX, row - centreY);
                        var value = (float)Math.Exp(-0.5 * ((dx * dx / (sx * sx)) + (dy * dy / (sy * sy))));
                        var at = (((((long)b * classes) + target.Class) * rows) + row) * columns + column;
                        heat[at] = Math.Max(heat.GetValueOrDefault(at), value);
                        var distance = (dx * dx) + (dy * dy);
                        if (Math.Abs(dx) <= 1 && Math.Abs(dy) <= 1 && (!owners.TryGetValue(cell, out var other) || distance < other.Distance))
                            owners[cell] = (distance, target);
                    }
                }
            }
        }

        var cells = owners.Keys.Order().ToArray();
        var colors = cells.Select(c => owners[c].Target.Color < 0 ? -100L : owners[c].Target.Color).ToArray();
        var place = device ?? Device.Cpu;
        var map = Tensor.Zeros([(long)pictures.Count * classes * rows * columns], device: place);
        if (heat.Count > 0)
            map = map.Scatter(0, Tensor.From(heat.Keys.ToArray(), heat.Count).To(place), Tensor.From(heat.Values.ToArray(), heat.Count).To(place));
        return new(
            map.View(pictures.Count, classes, rows, columns),
            Tensor.From(counted, pictures.Count, 1, rows, columns).To(place),
            Tensor.From(cells, cells.Length).To(place),
            Tensor.From(cells.SelectMany(c => Sides(owners[c].Target, c % columns, c / columns % rows)).ToArray(), cells.Length, 4).To(place),
            Tensor.From(colors, cells.Length).To(place))
        {
            Middles = heat.Values.Count(v => v == 1),
            AsksColors = colors.Any(c => c >= 0),
        };
    }

    private static float[] Sides(DetectionTarget target, long column, long row)
    {
        var (x, y) = (column + 0.5, row + 0.5);
        return
        [
            (float)Math.Max(0, x - (target.Left / SceneDetector.Stride)),
            (float)Math.Max(0, y - (target.Top / SceneDetector.Stride)),
            (float)Math.Max(0, (target.Right / SceneDetector.Stride) - x),
            (float)Math.Max(0, (target.Bottom / SceneDetector.Stride) - y),
        ];
    }
}
