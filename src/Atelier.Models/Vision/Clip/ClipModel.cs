using Atelier.Models.Configs;
using Atelier.Models.Text.Clip;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Clip;

/// <summary>CLIP: an image and a text encoder with a shared space. (Radford et al. 2021, arXiv 2103.00020)</summary>
public sealed class ClipModel : Module
{
    private readonly Parameter _logScale;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <exception cref="ArgumentException">A side's heads do not divide its width, or an activation is unknown.</exception>
    public ClipModel(ClipConfig config)
    {
        _logScale = AddParameter("logit_scale", [], Initializers.Constant(Math.Log(1 / 0.07)));
        Text = AddModule("", new ClipTextModel(config.TextConfig with { ProjectionDim = config.ProjectionDim }, projection: true));
        Vision = AddModule("", new ClipVisionModel(config.VisionConfig with { ProjectionDim = config.ProjectionDim }, projection: true));
    }

    /// <summary>The text side.</summary>
    public ClipTextModel Text { get; }

    /// <summary>The image side.</summary>
    public ClipVisionModel Vision { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ClipModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<ClipConfig>(folder), file);
    }

    /// <summary>Makes the pair from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ClipModel From(ClipConfig config, ITensorSource source)
    {
        var model = new ClipModel(config);
        StateDict.Load(model, source, ignore: name => name.EndsWith("position_ids", StringComparison.Ordinal));
        return model;
    }

    /// <summary>Vectors of pictures, not normalised. [I, projection]</summary>
    /// <inheritdoc cref="ClipVisionModel.Forward"/>
    public Tensor EmbedImages(Tensor pixels, bool interpolate = false) => Vision.Embed(Vision.Forward(pixels, interpolate));

    /// <summary>Vectors of texts, not normalised. [T, projection]</summary>
    /// <inheritdoc cref="ClipTextModel.Forward"/>
    public Tensor EmbedTexts(Tensor ids, Tensor? mask = null) => Text.Embed(Text.Forward(ids, mask));

    /// <summary>Compares vectors of pictures and texts, whatever their lengths.</summary>
    public ImageTextScores Compare(Tensor images, Tensor texts)
    {
        (images, texts) = (images / images.Norm(2, [-1], keep: true), texts / texts.Norm(2, [-1], keep: true));
        return new(images, texts, Products.MatMul(images, texts.Transpose(0, 1)) * _logScale.Value.Widened().Exp());
    }
}
