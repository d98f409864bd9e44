using Atelier.Models.Configs;
using Atelier.Models.Vision.Clip;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.ClipSeg;

/// <summary>CLIPSeg: a mask of what a text, or another picture, names. (Lüddecke and Ecker 2021, arXiv 2112.10003)</summary>
public sealed class ClipSegModel : Module
{
    private readonly ClipModel _clip;
    private readonly Linear _filmMul, _filmAdd;
    private readonly Linear[] _reduces;
    private readonly ClipSegLayer[] _layers;
    private readonly Conv2d? _smooth;
    private readonly ConvTranspose2d _up;
    private readonly ConvTranspose2d? _last;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    /// <exception cref="ArgumentException">Heads do not divide a width, or there is no layer of a given number.</exception>
    public ClipSegModel(ClipSegConfig config)
    {
        if (config.ExtractLayers.FirstOrDefault(l => l < 0 || l >= config.VisionConfig.NumHiddenLayers, -1) is var wrong and >= 0)
            throw new ArgumentException($"Block {wrong} is tapped, the image encoder has {config.VisionConfig.NumHiddenLayers}.");
        Config = config;
        var (width, taps, patch) = (config.ReduceDim, config.ExtractLayers.Count, config.VisionConfig.PatchSize);
        _clip = AddModule("clip", new ClipModel(
            new() { TextConfig = config.TextConfig, VisionConfig = config.VisionConfig, ProjectionDim = config.ProjectionDim }));
        _filmMul = AddModule("decoder.film_mul", new Linear(config.ProjectionDim, width));
        _filmAdd = AddModule("decoder.film_add", new Linear(config.ProjectionDim, width));
        _reduces = AddModules("decoder.reduces", taps, _ => new Linear(config.VisionConfig.HiddenSize, width));
        _layers = AddModules("decoder.layers", taps, _ => new ClipSegLayer(config));
        if (config.UseComplexTransposedConvolution)
        {
            _smooth = AddModule("decoder.transposed_convolution.0", new Conv2d(width, width, 3, padding: 1));
            _up = AddModule("decoder.transposed_convolution.2", new ConvTranspose2d(width, width / 2, patch / 4));
            _last = AddModule("decoder.transposed_convolution.4", new ConvTranspose2d(width / 2, 1, patch / 4));
        }
        else
        {
            _up = AddModule("decoder.transposed_convolution", new ConvTranspose2d(width, 1, patch));
        }
    }

    /// <summary>Sizes.</summary>
    public ClipSegConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ClipSegModel Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<ClipSegConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ClipSegModel From(ClipSegConfig config, ITensorSource source)
    {
        var model = new ClipSegModel(config);
        StateDict.Load(model, source, ignore: name => name.EndsWith("position_ids", StringComparison.Ordinal));
        return model;
    }

    /// <summary>The vectors of texts to look for. [B, projection]</summary>
    public Tensor Prompt(Tensor ids, Tensor? mask = null) => _clip.EmbedTexts(ids, mask);

    /// <summary>The vectors of pictures to look for the like of. [B, projection]</summary>
    public Tensor PicturePrompt(Tensor pixels) => _clip.EmbedImages(pixels, interpolate: true);

    /// <summary>Finds what each prompt names in the picture beside it.</summary>
    /// <param name="pixels">[B, 3, H, W], square, with ImageNet's mean taken off and divided by its deviation.</param>
    /// <param name="prompt">[B, projection]</param>
    public ClipSegResult Forward(Tensor pixels, Tensor prompt)
    {
        var states = _clip.Vision.Forward(pixels, interpolate: true).HiddenStates;
        var (reduced, layers) = (new List<Tensor>(), new List<Tensor>());
        Tensor? x = null; // [B, 1 + N, C]
        for (var i = 0; i < _layers.Length; i++)
        {
            // From the deepest tap to the shallowest.
            var tap = _reduces[i].Forward(states[Config.ExtractLayers[^(i + 1)] + 1]);
            reduced.Add(tap);
            x = x is null ? tap : tap + x;
            if (i == Config.ConditionalLayer)
                x = (_filmMul.Forward(prompt).Unsqueeze(1) * x) + _filmAdd.Forward(prompt).Unsqueeze(1);
            x = _layers[i].Forward(x);
            layers.Add(x);
        }

        var patch = Config.VisionConfig.PatchSize;
        var grid = x!.Slice(1, 1).Transpose(1, 2).Reshape(pixels.Size(0), -1, pixels.Size(2) / patch, pixels.Size(3) / patch);
        var mask = _up.Forward(_smooth is null ? grid : _smooth.Forward(grid).Relu());
        return new((_last?.Forward(mask.Relu()) ?? mask).Squeeze(1), prompt, reduced, layers);
    }
}
