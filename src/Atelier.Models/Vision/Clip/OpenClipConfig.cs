using Atelier.Models.Text.Clip;

namespace Atelier.Models.Vision.Clip;

/// <summary>Sizes of a CLIP pair as open_clip writes them, from which those of <see cref="ClipConfig"/> follow.</summary>
public sealed record OpenClipConfig
{
    /// <summary>Width of the shared space.</summary>
    public int EmbedDim { get; init; } = 1024;

    /// <summary>The image side.</summary>
    public VisionSide VisionCfg { get; init; } = new();

    /// <summary>The text side.</summary>
    public TextSide TextCfg { get; init; } = new();

    /// <summary>Whether the activation is x sigmoid(1.702 x), as in OpenAI's weights, in place of the exact one.</summary>
    public bool QuickGelu { get; init; }

    /// <summary>The same sizes in the fields of transformers. The text is pooled at its largest id.</summary>
    public ClipConfig ToClip()
    {
        var activation = QuickGelu ? "quick_gelu" : "gelu";
        return new()
        {
            ProjectionDim = EmbedDim,
            TextConfig = new()
            {
                VocabSize = TextCfg.VocabSize,
                HiddenSize = TextCfg.Width,
                IntermediateSize = (int)(TextCfg.Width * TextCfg.MlpRatio),
                NumHiddenLayers = TextCfg.Layers,
                NumAttentionHeads = TextCfg.Heads,
                MaxPositionEmbeddings = TextCfg.ContextLength,
                HiddenAct = activation,
                EosTokenId = ClipTextConfig.LegacyEosTokenId,
            },
            VisionConfig = new()
            {
                HiddenSize = VisionCfg.Width,
                IntermediateSize = (int)(VisionCfg.Width * VisionCfg.MlpRatio),
                NumHiddenLayers = VisionCfg.Layers,
                NumAttentionHeads = VisionCfg.Width / VisionCfg.HeadWidth,
                ImageSize = VisionCfg.ImageSize,
                PatchSize = VisionCfg.PatchSize,
                HiddenAct = activation,
            },
        };
    }

    /// <summary>Sizes of the image side.</summary>
    /// <param name="Layers">Blocks.</param>
    /// <param name="Width">Channels of the stream.</param>
    /// <param name="HeadWidth">Channels of an attention head.</param>
    /// <param name="MlpRatio">Feed-forward width over stream width.</param>
    /// <param name="PatchSize">Pixels of a patch's side.</param>
    /// <param name="ImageSize">Pixels of a side.</param>
    public sealed record VisionSide(
        int Layers = 12, int Width = 768, int HeadWidth = 64, double MlpRatio = 4, int PatchSize = 16, int ImageSize = 224);

    /// <summary>Sizes of the text side.</summary>
    /// <param name="ContextLength">Longest sequence.</param>
    /// <param name="VocabSize">Pieces of the vocabulary.</param>
    /// <param name="Width">Channels of the stream.</param>
    /// <param name="Heads">Attention heads.</param>
    /// <param name="Layers">Blocks.</param>
    /// <param name="MlpRatio">Feed-forward width over stream width.</param>
    public sealed record TextSide(
        int ContextLength = 77, int VocabSize = 49408, int Width = 512, int Heads = 8, int Layers = 12, double MlpRatio = 4);
}
