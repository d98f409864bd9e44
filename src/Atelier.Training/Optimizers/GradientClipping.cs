using Atelier.Torch;

namespace Atelier.Training.Optimizers;

/// <summary>Limits the norm of all gradients together.</summary>
public static class GradientClipping
{
    // Beside the norm in the division, as in the reference: a total just at the limit is scaled a hair.
    private const double Margin = 1e-6;

    /// <summary>The norm over all gradients, before any scaling.</summary>
    /// <param name="gradients">On any devices.</param>
    /// <param name="order">2, 1, or infinity for the largest element.</param>
    public static double Norm(IEnumerable<Tensor> gradients, double order = 2)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        Tensor[] all = [.. gradients];
        return all.Length == 0 ? 0 : TensorLists.Norm(all, order).Item();
    }

    /// <summary>Scales all gradients so that their norm is at most <paramref name="limit"/>, in place.</summary>
    /// <returns>The norm before.</returns>
    public static double Clip(IReadOnlyList<Tensor> gradients, double limit, double order = 2)
    {
        var norm = Norm(gradients, order);
        var factor = limit / (norm + Margin);
        if (factor < 1)
        {
            using var noGrad = new NoGrad();
            foreach (var alike in gradients.GroupBy(g => (g.Device, g.Type)))
                TensorLists.MulInPlace([.. alike], factor);
        }

        return norm;
    }
}
