using Atelier.Models.Configs;
using Atelier.Models.Weights;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Models.Vision.Redux;

/// <summary>FLUX.1 Redux: SigLIP's image tokens become text tokens. (Black Forest Labs 2024, https://github.com/black-forest-labs/flux)</summary>
public sealed class ReduxImageEncoder : Module
{
    private readonly Linear _up, _down;

    /// <summary>Registers all parts under the names of public checkpoints.</summary>
    public ReduxImageEncoder(ReduxConfig config)
    {
        Config = config;
        _up = AddModule("redux_up", new Linear(config.ReduxDim, 3 * config.TxtInFeatures));
        _down = AddModule("redux_down", new Linear(3 * config.TxtInFeatures, config.TxtInFeatures));
    }

    /// <summary>Sizes.</summary>
    public ReduxConfig Config { get; }

    /// <summary>Opens a folder with <c>config.json</c> and weights.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ReduxImageEncoder Open(string folder)
    {
        using var file = WeightFile.Open(folder);
        return From(ModelConfig.Open<ReduxConfig>(folder), file);
    }

    /// <summary>Makes the network from named tensors.</summary>
    /// <exception cref="WeightException">The weights do not fit the configuration.</exception>
    public static ReduxImageEncoder From(ReduxConfig config, ITensorSource source)
    {
        var model = new ReduxImageEncoder(config);
        StateDict.Load(model, source);
        return model;
    }

    /// <summary>Image tokens to text tokens. [B, N, in] to [B, N, out]</summary>
    public Tensor Forward(Tensor x) => _down.Forward(_up.Forward(x).Silu());
}
