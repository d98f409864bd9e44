using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Siglip;

/// <summary>SigLIP: an image and a text encoder trained so that a sigmoid of their score says whether they belong together. (arXiv 2303.15343)</summary>
public sealed class SiglipModel : Module
{
    private readonly Parameter _logScale, _logBias;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <exception cref="ArgumentException">A side's heads do not divide its width, or an activation is unknown.</exception>
    public SiglipModel(SiglipConfig config)
    {
        _logScale = AddParameter("logit_scale", [1], Initializers.Constant(Math.Log(10)));
        _logBias = AddParameter("logit_bias", [1], Initializers.Constant(-10));
        Text = AddModule("", new SiglipTextModel(config.TextConfig));
        Vision = AddModule("", new SiglipVisionModel(config.VisionConfig));
    }

    /// <summary>The text side; its pooled state is the text's vector, not normalised.</summary>
    public SiglipTextModel Text { get; }

    /// <summary>The image side; its pooled state is the picture's vector, not normalised.</summary>
    public SiglipVisionModel Vision { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static SiglipModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<SiglipConfig>(folder), file);
    }

    /// <summary>Makes the pair from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static SiglipModel From(SiglipConfig config, ITensorSource source)
    {
        var model = new SiglipModel(config);
        StateDict.Load(model, source, ignore: name => name.EndsWith("position_ids", StringComparison.Ordinal));
        return model;
    }

    /// <summary>Compares vectors of pictures and texts, whatever their lengths; the sigmoid of a logit is the probability of a match.</summary>
    public ImageTextScores Compare(Tensor images, Tensor texts)
    {
        (images, texts) = (images / images.Norm(2, [-1], keep: true), texts / texts.Norm(2, [-1], keep: true));
        var cosines = Products.MatMul(images, texts.Transpose(0, 1));
        return new(images, texts, (cosines * _logScale.Value.Widened().Exp()) + _logBias.Value.Widened());
    }
}
