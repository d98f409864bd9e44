using Atelier.Torch;

namespace Atelier.Models.Vision.Depth;

/// <summary>Reassembles taps of a vision transformer to maps of several sizes and fuses them from the deepest on. (Ranftl et al. 2021, arXiv 2103.13413)</summary>
internal sealed class DptNeck : Module
{
    private readonly Reassemble[] _reassemble;
    private readonly Conv2d[] _convs;
    private readonly Fusion[] _fusion;
    private readonly bool _toSize;

    /// <param name="config">Sizes.</param>
    /// <param name="toSize">Each fused map takes the size of the next shallower one; else it is doubled.</param>
    public DptNeck(DptNeckConfig config, bool toSize)
    {
        _toSize = toSize;
        var taps = config.Widths.Count;
        _reassemble = AddModules("reassemble_stage.layers", taps, i => new Reassemble(config.InputWidth, config.Widths[i], config.Factors[i]));
        _convs = AddModules("convs", taps, i => new Conv2d(config.Widths[i], config.FusionWidth, 3, padding: 1, bias: false));
        _fusion = AddModules("fusion_stage.layers", taps, _ => new Fusion(config.FusionWidth));
    }

    /// <summary>Fuses taps [B, C, rows, columns], shallowest first; the answers are deepest first.</summary>
    public List<Tensor> Forward(IReadOnlyList<Tensor> taps)
    {
        var maps = taps.Select((tap, i) => _convs[i].Forward(_reassemble[i].Forward(tap))).Reverse().ToArray();
        var fused = new List<Tensor>();
        Tensor? x = null;
        for (var i = 0; i < maps.Length; i++)
        {
            var next = _toSize && i + 1 < maps.Length ? maps[i + 1] : null;
            x = _fusion[i].Forward(x ?? maps[i], x is null ? null : maps[i], next);
            fused.Add(x);
        }

        return fused;
    }

    private sealed class Reassemble : Module
    {
        private readonly Conv2d _projection;
        private readonly ConvTranspose2d? _up;
        private readonly Conv2d? _down;

        public Reassemble(int inputs, int outputs, double factor)
        {
            _projection = AddModule("projection", new Conv2d(inputs, outputs, 1));
            _up = factor > 1 ? AddModule("resize", new ConvTranspose2d(outputs, outputs, (int)factor)) : null;
            _down = factor < 1 ? AddModule("resize", new Conv2d(outputs, outputs, 3, (int)(1 / factor), padding: 1)) : null;
        }

        public Tensor Forward(Tensor x)
        {
            x = _projection.Forward(x);
            return _up?.Forward(x) ?? _down?.Forward(x) ?? x;
        }
    }

    private sealed class Fusion : Module
    {
        private readonly ResidualUnit _unit1, _unit2;
        private readonly Conv2d _projection;

        public Fusion(int width)
        {
            _unit1 = AddModule("residual_layer1", new ResidualUnit(width));
            _unit2 = AddModule("residual_layer2", new ResidualUnit(width));
            _projection = AddModule("projection", new Conv2d(width, width, 1));
        }

        public Tensor Forward(Tensor x, Tensor? skip, Tensor? next)
        {
            var (rows, columns) = (x.Size(2), x.Size(3));
            if (skip is not null)
            {
                if (skip.Size(2) != rows || skip.Size(3) != columns)
                    skip = skip.UpsampleBilinear(rows, columns);
                x = x + _unit1.Forward(skip);
            }

            x = _unit2.Forward(x).UpsampleBilinear(next?.Size(2) ?? 2 * rows, next?.Size(3) ?? 2 * columns, alignCorners: true);
            return _projection.Forward(x);
        }
    }

    private sealed class ResidualUnit : Module
    {
        private readonly Conv2d _first, _second;

        public ResidualUnit(int width)
        {
            _first = AddModule("convolution1", new Conv2d(width, width, 3, padding: 1));
            _second = AddModule("convolution2", new Conv2d(width, width, 3, padding: 1));
        }

        public Tensor Forward(Tensor x) => x + _second.Forward(_first.Forward(x.Relu()).Relu());
    }
}
