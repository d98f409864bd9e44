using Atelier.Torch;

namespace Atelier.Models.Upscaling;

/// <summary>The positive part, and a learned fraction of the negative by channel. (He et al. 2015, arXiv 1502.01852)</summary>
internal sealed class PRelu : Module
{
    private const double Start = 0.25;
    private readonly Parameter _weight;

    public PRelu(long channels) => _weight = AddParameter("weight", [channels], Initializers.Constant(Start));

    public Tensor Forward(Tensor x) => x.PRelu(_weight.Value);
}
