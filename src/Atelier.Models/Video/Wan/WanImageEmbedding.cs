using Atelier.Models.Layers.FeedForwards;
using Atelier.Torch;

namespace Atelier.Models.Video.Wan;

/// <summary>Image states in the width of the stream. [B, M, in] to [B, M, out]</summary>
internal sealed class WanImageEmbedding : Module
{
    private readonly LayerNorm _norm1, _norm2;
    private readonly FeedForward _feedForward;
    private readonly Parameter? _positions;

    public WanImageEmbedding(int inputs, int outputs, int? positions)
    {
        _positions = positions is { } count ? AddParameter("pos_embed", [1, count, inputs], Initializers.Zeros) : null;
        _norm1 = AddModule("norm1", new LayerNorm(inputs));
        _feedForward = AddModule("ff", new FeedForward(inputs, inputs, FeedForwardKind.Gelu, outputs));
        _norm2 = AddModule("norm2", new LayerNorm(outputs));
    }

    public Tensor Forward(Tensor x)
    {
        if (_positions is not null)
        {
            // A first and a last picture stand behind each other in the batch, and become one sequence.
            x = x.Reshape(-1, 2 * x.Size(1), x.Size(2));
            x = x + _positions.Value.Widened();
        }

        return _norm2.Forward(_feedForward.Forward(_norm1.Forward(x)));
    }
}
