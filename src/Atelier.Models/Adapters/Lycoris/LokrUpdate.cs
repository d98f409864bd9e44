using Atelier.Torch;

namespace Atelier.Models.Adapters.Lycoris;

/// <summary>A Kronecker product of two factors, each of them whole or a pair of matrices. (Yeh et al. 2023, arXiv 2309.14859.)</summary>
public sealed class LokrUpdate : WeightUpdate
{
    private readonly Dictionary<string, Parameter> _factors;

    internal LokrUpdate(long[] shape, IEnumerable<string> names, Func<string, Tensor> read, double scale)
        : base(shape, scale) => _factors = names.ToDictionary(n => n, n => Factor(n, read(n)));

    private protected override Tensor Product()
    {
        var (first, second) = (Side("lokr_w1"), Side("lokr_w2"));
        var (m, n, p, q) = (first.Size(0), first.Size(1), second.Size(0), second.Size(1));
        second = second.Reshape(1, p, 1, q, -1); // the kernel's pixels last
        return (first.Reshape(m, 1, n, 1, 1) * second).Reshape(m * p, n * q, -1);
    }

    private Tensor Side(string name)
    {
        if (_factors.TryGetValue(name, out var whole))
            return whole.Value;
        var (a, b) = (_factors[$"{name}_a"].Value, _factors[$"{name}_b"].Value);
        if (_factors.TryGetValue(name.Replace('w', 't'), out var core))
            return Tucker(core.Value, a, b);
        return a.MatMul(b.Flatten(1)).Reshape([a.Size(0), .. b.Shape[1..]]);
    }
}
