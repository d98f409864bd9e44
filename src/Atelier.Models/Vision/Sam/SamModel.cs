using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Sam;

/// <summary>Segment Anything: masks of objects that points or boxes show. (Kirillov et al. 2023, arXiv 2304.02643)</summary>
public sealed class SamModel : Module
{
    private const string Tied = "prompt_encoder.shared_embedding.positional_embedding";

    private readonly SamPositions _positions;
    private readonly SamVisionEncoder _vision;
    private readonly SamPromptEncoder _prompts;
    private readonly SamMaskDecoder _decoder;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <exception cref="ArgumentException">Widths disagree, or heads do not divide one.</exception>
    public SamModel(SamConfig config)
    {
        var (vision, prompt, decoder) = (config.VisionConfig, config.PromptEncoderConfig, config.MaskDecoderConfig);
        if (vision.OutputChannels != decoder.HiddenSize || prompt.HiddenSize != decoder.HiddenSize || 2 * vision.NumPosFeats != decoder.HiddenSize)
        {
            throw new ArgumentException(
                $"The image has {vision.OutputChannels} channels, prompts {prompt.HiddenSize}, positions {2 * vision.NumPosFeats}, the decoder {decoder.HiddenSize}.");
        }

        Config = config;
        _positions = AddModule("shared_image_embedding", new SamPositions(vision.NumPosFeats, vision.Scale ?? (vision.HiddenSize / 2)));
        _vision = AddModule("vision_encoder", new SamVisionEncoder(vision));
        _prompts = AddModule("prompt_encoder", new SamPromptEncoder(prompt, _positions));
        _decoder = AddModule("mask_decoder", new SamMaskDecoder(decoder));
    }

    /// <summary>Sizes.</summary>
    public SamConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static SamModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<SamConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static SamModel From(SamConfig config, ITensorSource source)
    {
        var model = new SamModel(config);
        StateDict.Load(model, source, ignore: name => name == Tied);
        return model;
    }

    /// <summary>Encodes a picture once for any number of prompts. [B, 3, H, W] to [B, C, H / 16, W / 16]</summary>
    /// <param name="pixels">[B, 3, size, size], padded at the right and bottom, with the mean taken off and divided by the deviation.</param>
    public Tensor Encode(Tensor pixels) => _vision.Forward(pixels);

    /// <summary>Segments what a prompt shows.</summary>
    /// <param name="image">[B, C, rows, columns] from <see cref="Encode"/>.</param>
    /// <param name="prompt">Points, boxes or masks.</param>
    /// <param name="multimask">Several masks for an ambiguous prompt; else the single one.</param>
    public SamResult Segment(Tensor image, SamPrompt prompt, bool multimask = true)
    {
        var (sparse, dense) = EncodePrompt(prompt, image.Size(0));
        var decoded = Decode(image, sparse, dense);
        var (start, count) = multimask ? (1, decoded.Masks.Size(2) - 1) : (0, 1);
        return new(decoded.Masks.Narrow(2, start, count), decoded.Quality.Narrow(2, start, count));
    }

    internal (Tensor? Sparse, Tensor Dense) EncodePrompt(SamPrompt prompt, long batch) =>
        _prompts.Forward(prompt, batch, Config.VisionConfig.Grid);

    internal SamDecoded Decode(Tensor image, Tensor? sparse, Tensor dense) =>
        _decoder.Forward(image, _positions.Grid(Config.VisionConfig.Grid, image.Device), sparse, dense);
}
