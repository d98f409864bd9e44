using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Torch;

namespace Atelier.Systems.Tests.OminiControl2;

/// <summary>A tiny transformer in which every layer matters, and inputs for it.</summary>
internal sealed class TinyFlux : IDisposable
{
    public const int Rows = 4;
    public const int Columns = 6;
    public const int Channels = 8;

    private readonly Generator _random = new(5);

    public TinyFlux(bool pooled = true)
    {
        Network = new(new()
        {
            InChannels = Channels, NumLayers = 2, NumSingleLayers = 3, AttentionHeadDim = 12, NumAttentionHeads = 2, JointAttentionDim = 10,
            PooledProjectionDim = pooled ? 6 : 0, GuidanceEmbeds = true, AxesDimsRope = [2, 4, 6],
        });
        Fill(Network);
    }

    public FluxTransformer Network { get; }

    public Tensor Positions { get; } = FluxLatents.Positions(Rows, Columns);

    public Tensor Draw(params long[] shape) => Tensor.RandN(shape, _random);

    public FluxText Text(int batch = 1) => new(
        Draw(batch, 5, 10), FluxLatents.TextPositions(5), Network.Config.PooledProjectionDim > 0 ? Draw(batch, 6) : null, Tensor.Full([batch], 3.5));

    public ControlAdapter Adapter(ControlRule? rule = null)
    {
        var adapter = ControlAdapter.Create(Network, rule ?? new() { Independent = true, Rank = 2 }, _random);
        Fill(adapter.Adapter);
        return adapter;
    }

    public ImageCondition Condition(int rows, int columns, ConditionPlacement? placement = null, ControlAdapter? adapter = null, int batch = 1) =>
        ImageCondition.Grid(Draw(batch, rows * columns, Channels), rows, columns, placement, adapter?.Stack);

    public static double Distance(Tensor a, Tensor b) => ((a - b).Norm() / b.Norm()).Item();

    public void Dispose()
    {
        Network.Dispose();
        _random.Dispose();
    }

    // Fresh networks start with closed gates and adapters with B = 0: nothing would be seen of them.
    private void Fill(Module module)
    {
        foreach (var (_, parameter) in module.Parameters())
            parameter.Value = (Tensor.RandN(parameter.Shape, _random) * (0.6 / Math.Sqrt(parameter.Shape[^1]))).Detached();
    }
}
