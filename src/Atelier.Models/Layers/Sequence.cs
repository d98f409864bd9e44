using Atelier.Torch;

namespace Atelier.Models.Layers;

/// <summary>Layers that take each other's results.</summary>
internal static class Sequence
{
    /// <summary>The last layer's result. Without gradients a result leaves memory as soon as the next one is there: at most two large maps live.</summary>
    public static Tensor Run(Tensor input, IEnumerable<Func<Tensor, Tensor>> layers)
    {
        var x = input;
        foreach (var layer in layers)
        {
            using var scope = NoGrad.IsRecording ? null : Tensor.Scope();
            var next = layer(x);
            scope?.Keep(next);
            if (scope is not null && !ReferenceEquals(x, input) && !ReferenceEquals(x, next))
                x.Dispose();
            x = next;
        }

        return x;
    }
}
