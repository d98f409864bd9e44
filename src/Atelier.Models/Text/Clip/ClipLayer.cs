using Atelier.Models.Adapters;
using Atelier.Torch;

namespace Atelier.Models.Text.Clip;

/// <summary>A transformer block of CLIP and SigLIP, text and image alike: norms before each branch, biases everywhere.</summary>
internal sealed class ClipLayer : Module
{
    private readonly LayerNorm _norm1, _norm2;
    private readonly Linear _q, _k, _v, _out, _fc1, _fc2;
    private readonly Func<Tensor, Tensor> _act;
    private readonly int _heads;

    public ClipLayer(int width, int inner, int heads, string activation, double epsilon)
    {
        Heads.Check(width, heads);
        (_heads, _act) = (heads, Activations.ByName(activation));
        _norm1 = AddModule("layer_norm1", new LayerNorm(width, epsilon));
        _q = AddModule("self_attn.q_proj", new Linear(width, width));
        _k = AddModule("self_attn.k_proj", new Linear(width, width));
        _v = AddModule("self_attn.v_proj", new Linear(width, width));
        _out = AddModule("self_attn.out_proj", new Linear(width, width));
        _norm2 = AddModule("layer_norm2", new LayerNorm(width, epsilon));
        _fc1 = AddModule("mlp.fc1", new Linear(width, inner));
        _fc2 = AddModule("mlp.fc2", new Linear(inner, width));
    }

    /// <summary>[B, N, C], and true where a query may see a key, broadcast to [B, H, N, N].</summary>
    public Tensor Forward(Tensor x, Tensor? seen = null, AdapterStack? adapters = null)
    {
        var y = _norm1.Forward(x);
        Tensor Split(Linear layer) => Heads.Split(layer.Forward(y, adapters), _heads);
        x = x + _out.Forward(Heads.Merge(ScaledDotProduct.Attend(Split(_q), Split(_k), Split(_v), seen)), adapters);
        return x + _fc2.Forward(_act(_fc1.Forward(_norm2.Forward(x), adapters)), adapters);
    }

    /// <summary>Runs blocks one after the other and collects what enters the first and leaves each.</summary>
    public static List<Tensor> Run(IEnumerable<ClipLayer> layers, Tensor x, Tensor? seen = null, AdapterStack? adapters = null)
    {
        var states = new List<Tensor> { x };
        foreach (var layer in layers)
        {
            using var scope = Tensor.Scope();
            x = scope.Keep(layer.Forward(x, seen, adapters));
            states.Add(x);
        }

        return states;
    }
}
