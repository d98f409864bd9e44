using Atelier.Torch;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Reads what happens while a picture is painted. Tensors live until the reader returns.</summary>
internal sealed record FluxTrace
{
    /// <summary>The noise levels of the walk.</summary>
    public Action<IReadOnlyList<float>>? Levels { get; init; }

    /// <summary>Tokens and position ids that go into the network, at each call.</summary>
    public Action<Tensor, Tensor>? Input { get; init; }

    /// <summary>The network's answer to each call, before guidance.</summary>
    public Action<Tensor>? Answer { get; init; }

    /// <summary>After a step: how many are done, how many there are, the packed latents and the estimate of the clean ones.</summary>
    public Action<int, int, Tensor, Tensor>? Step { get; init; }
}
