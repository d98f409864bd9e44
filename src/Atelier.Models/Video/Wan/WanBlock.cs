using Atelier.Models.Layers.FeedForwards;
using Atelier.Models.Layers.Norms;
using Atelier.Models.Layers.Rotary;
using Atelier.Torch;

namespace Atelier.Models.Video.Wan;

/// <summary>A block of Wan: self attention and feed-forward modulated by time, cross attention between them. [B, N, C]</summary>
internal sealed class WanBlock : Module
{
    private readonly WanAttention _self, _cross;
    private readonly LayerNorm? _norm2;
    private readonly FeedForward _feedForward;
    private readonly Parameter _table;
    private readonly double _epsilon;

    public WanBlock(WanConfig config)
    {
        var width = config.Width;
        _epsilon = config.Eps;
        _self = AddModule("attn1", new WanAttention(config, image: false));
        _cross = AddModule("attn2", new WanAttention(config, image: config.AddedKvProjDim is not null));
        _norm2 = config.CrossAttnNorm ? AddModule("norm2", new LayerNorm(width, config.Eps)) : null;
        _feedForward = AddModule("ffn", new FeedForward(width, config.FfnDim, FeedForwardKind.GeluTanh));
        _table = AddParameter("scale_shift_table", [1, 6, width], Initializers.Normal(1 / Math.Sqrt(width)));
    }

    /// <summary>Applies the block.</summary>
    /// <param name="x">[B, N, C]</param>
    /// <param name="modulation">[B, 1 or N, 6 C] from the time.</param>
    /// <param name="rotary">Turns of the tokens.</param>
    /// <param name="text">[B, L, C]</param>
    /// <param name="seen">Text keys that are seen; null for all.</param>
    /// <param name="image">[B, M, C], or null.</param>
    /// <param name="observe">Told the name of each part within the block and its answer.</param>
    public Tensor Forward(Tensor x, Tensor modulation, RotaryTable rotary, Tensor text, Tensor? seen, Tensor? image, Action<string, Tensor>? observe)
    {
        // [B, 1 or N, C] each
        var parts = (modulation + _table.Value.Widened().Reshape(1, 1, -1)).Chunk(6, -1);
        var y = _self.Self(Modulated.LayerNorm(x, parts[0], parts[1], _epsilon), rotary);
        observe?.Invoke("attn1", y);
        x = x + (y * parts[2]);
        y = _cross.Cross(_norm2?.Forward(x) ?? x, text, seen, image);
        observe?.Invoke("attn2", y);
        x = x + y;
        y = _feedForward.Forward(Modulated.LayerNorm(x, parts[3], parts[4], _epsilon));
        observe?.Invoke("ffn", y);
        return x + (y * parts[5]);
    }
}
