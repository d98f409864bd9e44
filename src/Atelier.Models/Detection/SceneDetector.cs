using Atelier.Models.Configs;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Detection;

/// <summary>Finds objects as points: a heat map per class at their middles, with box and colour beside it.</summary>
/// <remarks>
/// After CenterNet (Zhou et al. 2019, arXiv 1904.07850) over a small residual pyramid. Outputs lie at stride 4: heat
/// [B, classes, H/4, W/4] (logits), box [B, 4, H/4, W/4] (distances from the cell's middle to left, top, right, bottom, in
/// cells) and color [B, colors, H/4, W/4] (logits).
/// </remarks>
public sealed class SceneDetector : Module
{
    /// <summary>Pixels from one cell of the outputs to the next.</summary>
    public const int Stride = 4;

    // Sides of objects in pixels between which the enlarged view loses its say.
    private const double SmallObject = 32;
    private const double LargeObject = 56;

    private readonly Conv2d _stem;
    private readonly DetectorBlock[][] _down = new DetectorBlock[4][];
    private readonly Conv2d[] _lateral = new Conv2d[4];
    private readonly DetectorBlock[] _merge = new DetectorBlock[3];
    private readonly Conv2d _head;

    /// <summary>Builds the network.</summary>
    /// <exception cref="ArgumentException">The config is not valid.</exception>
    public SceneDetector(SceneDetectorConfig config)
    {
        config.Validate();
        Config = config;
        var widths = config.Widths;
        var width = widths[2];
        _stem = AddModule("stem", new Conv2d(3, widths[0], 5, 2, 2));
        for (var level = 0; level < 4; level++)
        {
            _down[level] = AddModules($"down.{level}", config.BlocksPerLevel, i =>
                i == 0 ? new DetectorBlock(widths[level], widths[level + 1], 2) : new DetectorBlock(widths[level + 1], widths[level + 1]));
            _lateral[level] = AddModule($"lateral.{level}", new Conv2d(widths[level + 1], width, 1));
        }

        for (var level = 0; level < 3; level++)
            _merge[level] = AddModule($"merge.{level}", new DetectorBlock(width, width));
        _head = AddModule("head", new Conv2d(width, config.Classes.Count + 4 + config.Colors.Count, 1));
        // Few cells hold an object: starting at a probability of 1 % keeps the first steps calm.
        _head.Weight.Initializer = Initializers.Normal(0.01);
        _head.Bias!.Initializer = (shape, _) => Tensor.Cat([Tensor.Full([config.Classes.Count], -4.6), Tensor.Zeros([shape[0] - config.Classes.Count])]);
    }

    /// <summary>Opens a folder with <c>config.json</c> and weights, in single precision on the CPU.</summary>
    /// <exception cref="WeightException">The weights do not fit the config.</exception>
    public static SceneDetector Open(string folder)
    {
        var detector = new SceneDetector(ModelConfig.Open<SceneDetectorConfig>(folder));
        using var source = SafetensorsTensors.Open(folder);
        StateDict.Load(detector, source);
        detector.To(Device.Cpu, ScalarType.Float32);
        return detector;
    }

    /// <summary>Sizes and names.</summary>
    public SceneDetectorConfig Config { get; }

    /// <summary>Heat, boxes and colours of pictures [B, 3, H, W] in -1..1; H and W are multiples of 32.</summary>
    public (Tensor Heat, Tensor Box, Tensor Color) Forward(Tensor pictures)
    {
        var levels = Levels(pictures).Select((x, level) => _lateral[level].Forward(x)).ToArray();
        var merged = levels[3];
        for (var level = 2; level >= 0; level--)
            merged = _merge[level].Forward(levels[level] + merged.UpsampleNearest(levels[level].Size(2), levels[level].Size(3)));
        var parts = _head.Forward(merged.Silu()).Split([Config.Classes.Count, 4, Config.Colors.Count], 1);
        return (parts[0], parts[1].Softplus(), parts[2]);
    }

    /// <summary>The same of each picture and its mirror image together: the mean of what both say. A doubtful object is doubtful on one side only, as a rule.</summary>
    public (Tensor Heat, Tensor Box, Tensor Color) ForwardMirrored(Tensor pictures)
    {
        var (heat, box, color) = Forward(Tensor.Cat([pictures, pictures.Flip(3)]));
        // Left and right change places with the picture.
        var sides = Tensor.From([2L, 1L, 0L, 3L], 4).To(box.Device);
        return (Mean(heat), Both(box, other => other.IndexSelect(1, sides)), Mean(color));

        Tensor Mean(Tensor maps) => Both(maps, other => other);
        Tensor Both(Tensor maps, Func<Tensor, Tensor> turned)
        {
            var parts = maps.Chunk(2, 0);
            return (parts[0] + turned(parts[1].Flip(3))) * 0.5;
        }
    }

    /// <summary>
    /// The same of each picture as it is and half as large again, each with its mirror image. Small objects are told apart better enlarged; large ones are
    /// larger then than any that the network knows, so for them the picture as it is counts alone.
    /// </summary>
    /// <returns>Maps on the finer grid of the enlarged picture, boxes in its cells.</returns>
    public (Tensor Heat, Tensor Box, Tensor Color) ForwardViews(Tensor pictures)
    {
        var (rows, columns) = (Enlarged(pictures.Size(2)), Enlarged(pictures.Size(3)));
        var plain = ForwardMirrored(pictures);
        var large = ForwardMirrored(pictures.UpsampleBicubic(rows, columns));
        var (grid, box) = (large.Heat.Shape[2..], plain.Box.UpsampleBilinear(large.Box.Size(2), large.Box.Size(3)));
        var sides = (box.Narrow(1, 0, 2) + box.Narrow(1, 2, 2)) * Stride; // width and height, pixels
        var size = (sides.Narrow(1, 0, 1) * sides.Narrow(1, 1, 1)).Sqrt();
        var share = ((size * -1 + LargeObject) / (LargeObject - SmallObject)).Clamp(0, 1) * 0.5;
        // Distances count in cells, which are smaller there.
        var cells = Tensor.From([Across(columns, 3), Across(rows, 2), Across(columns, 3), Across(rows, 2)], 4, 1, 1).To(box.Device);
        return (Both(plain.Heat.UpsampleBicubic(grid[0], grid[1]), large.Heat), Both(box * cells, large.Box), Both(plain.Color.UpsampleBilinear(grid[0], grid[1]), large.Color));

        Tensor Both(Tensor coarse, Tensor fine) => coarse + ((fine - coarse) * share);
        float Across(long enlarged, int dimension) => (float)enlarged / pictures.Size(dimension);
        static long Enlarged(long side) => 32 * (((side * 3 / 2) + 16) / 32);
    }

    /// <summary>What a whole picture is like: the means of the deepest level. [B, 3, H, W] to [B, C]</summary>
    public Tensor Features(Tensor pictures) => Levels(pictures)[^1].Silu().Mean([2, 3]);

    // The pyramid at strides 4, 8, 16 and 32.
    private Tensor[] Levels(Tensor pictures)
    {
        var x = _stem.Forward(pictures);
        var levels = new Tensor[_down.Length];
        for (var level = 0; level < levels.Length; level++)
        {
            foreach (var block in _down[level])
                x = block.Forward(x);
            levels[level] = x;
        }

        return levels;
    }
}
