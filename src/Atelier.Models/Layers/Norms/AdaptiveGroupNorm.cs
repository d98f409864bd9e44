using Atelier.Torch;

namespace Atelier.Models.Layers.Norms;

/// <summary>Group norm without weights, scaled and shifted by a conditioning vector. [B, C, H, W]</summary>
public sealed class AdaptiveGroupNorm : Module
{
    private readonly long _groups;
    private readonly double _epsilon;
    private readonly Func<Tensor, Tensor> _activate;
    private readonly Linear _linear;

    /// <summary>Registers <c>linear</c>.</summary>
    /// <param name="inputs">Width of the conditioning vector.</param>
    /// <param name="channels">Channels of the map.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="activation">Name of the activation before the Linear; none if null.</param>
    /// <param name="epsilon">Of the norm.</param>
    public AdaptiveGroupNorm(int inputs, int channels, int groups, string? activation = null, double epsilon = 1e-5)
    {
        (_groups, _epsilon) = (groups, epsilon);
        _activate = activation is null ? x => x : Activations.ByName(activation);
        _linear = AddModule("linear", new Linear(inputs, 2 * channels));
    }

    /// <summary>norm(x) (1 + scale) + shift.</summary>
    public Tensor Forward(Tensor x, Tensor conditioning)
    {
        var parts = _linear.Forward(_activate(conditioning)).Unsqueeze(-1).Unsqueeze(-1).Chunk(2, 1); // scale, shift
        return parts[1].AddCMul(Tensor.GroupNorm(x.Float(), _groups, null, null, _epsilon).To(x.Type), parts[0] + 1);
    }
}
