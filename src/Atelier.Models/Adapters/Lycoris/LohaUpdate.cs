using Atelier.Torch;

namespace Atelier.Models.Adapters.Lycoris;

/// <summary>The elementwise product of two low-rank changes. (Hyeon-Woo et al. 2021, arXiv 2108.06098.)</summary>
public sealed class LohaUpdate : WeightUpdate
{
    private readonly Parameter _a1, _b1, _a2, _b2;
    private readonly Parameter? _t1, _t2;

    internal LohaUpdate(long[] shape, Func<string, Tensor> read, bool tucker, double scale)
        : base(shape, scale)
    {
        Parameter Named(string name) => Factor(name, read(name));
        (_a1, _b1, _a2, _b2) = (Named("hada_w1_a"), Named("hada_w1_b"), Named("hada_w2_a"), Named("hada_w2_b"));
        (_t1, _t2) = tucker ? (Named("hada_t1"), Named("hada_t2")) : (null, null);
    }

    private protected override Tensor Product() => Half(_a1, _b1, _t1) * Half(_a2, _b2, _t2);

    // Beside a core both matrices have the rank first.
    private static Tensor Half(Parameter a, Parameter b, Parameter? core) =>
        core is null ? a.Value.MatMul(b.Value) : Tucker(core.Value, a.Value, b.Value);
}
