using Atelier.Models.Adapters;
using Atelier.Models.UNet.ImagePrompts;
using Atelier.Torch;

namespace Atelier.Models.UNet;

/// <summary>Attention of pixels to pixels, or to text and pictures. [B, N, C]</summary>
internal sealed class CrossAttention : Module
{
    private readonly int _heads;
    private readonly Linear _q;
    private readonly Linear _k;
    private readonly Linear _v;
    private readonly Linear _out;

    /// <summary>Registers <c>to_q</c>, <c>to_k</c>, <c>to_v</c>, without biases unless asked, and <c>to_out.0</c>.</summary>
    public CrossAttention(int width, int heads, int? contextWidth = null, int? headWidth = null, bool bias = false, bool outBias = true)
    {
        _heads = heads;
        Inner = headWidth is { } channels ? heads * channels : width;
        ContextWidth = contextWidth ?? width;
        _q = AddModule("to_q", new Linear(width, Inner, bias));
        _k = AddModule("to_k", new Linear(ContextWidth, Inner, bias));
        _v = AddModule("to_v", new Linear(ContextWidth, Inner, bias));
        _out = AddModule("to_out.0", new Linear(Inner, width, outBias));
    }

    /// <summary>Channels of all heads together.</summary>
    public int Inner { get; }

    /// <summary>Channels of what is attended to.</summary>
    public int ContextWidth { get; }

    /// <summary>Attends.</summary>
    /// <param name="x">[B, N, C]</param>
    /// <param name="context">[B, M, context]</param>
    /// <param name="bias">Added to the scores, or null.</param>
    /// <param name="adapters">Adapters of the call.</param>
    /// <param name="pictures">Pictures that the same queries attend to, each in an attention of its own (Ye et al. 2023, equation 5).</param>
    /// <param name="perturbed">Layers whose last rows see themselves only.</param>
    public Tensor Forward(
        Tensor x, Tensor context, Tensor? bias, AdapterStack? adapters, IReadOnlyList<ImagePrompt>? pictures = null, PerturbedAttention? perturbed = null)
    {
        if (perturbed?.Holds(this) == true)
        {
            var rows = perturbed.RowsOf(x.Size(0));
            var plain = Attended(First(x, rows), First(context, rows), bias is null ? null : First(bias, rows), adapters, null);
            var own = _v.Forward(context.Narrow(0, context.Size(0) - rows, rows), adapters); // attention with the identity as its map
            return _out.Forward(Tensor.Cat([plain, own]), adapters);
        }

        return _out.Forward(Attended(x, context, bias, adapters, pictures), adapters);
    }

    private Tensor Attended(Tensor x, Tensor context, Tensor? bias, AdapterStack? adapters, IReadOnlyList<ImagePrompt>? pictures)
    {
        var q = Split(_q.Forward(x, adapters));
        var attended = Heads.Merge(ScaledDotProduct.Attend(q, Split(_k.Forward(context, adapters)), Split(_v.Forward(context, adapters)), bias));
        foreach (var picture in pictures ?? [])
            attended = picture.AddTo(attended, this, q);
        return attended; // [B, N, inner]
    }

    /// <summary>[B, N, inner] to [B, H, N, D]</summary>
    public Tensor Split(Tensor x) => Heads.Split(x, _heads);

    private static Tensor First(Tensor x, long rows) => x.Size(0) == 1 ? x : x.Narrow(0, 0, x.Size(0) - rows);
}
