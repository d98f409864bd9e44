using Atelier.Systems.TextToImage.Flux;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>The prompts of the last call, encoded: FLUX.1's encoders take gigabytes and leave memory after each call, and a request asks for its prompts at every picture.</summary>
/// <param name="encoder">Of the model; it stays the caller's.</param>
internal sealed class PromptMemory(IFluxPromptEncoder encoder) : IDisposable
{
    private IReadOnlyList<string> _prompts = [];
    private FluxPrompt[] _encoded = [];

    /// <summary>The prompts as the network takes them, each as a batch of 1. They stay this memory's until the next call.</summary>
    public IReadOnlyList<FluxPrompt> Encode(IReadOnlyList<string> prompts)
    {
        if (_prompts.SequenceEqual(prompts))
            return _encoded;
        Dispose();
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        _encoded = [.. encoder.Encode(prompts).Select(p => p.Detached())];
        _prompts = [.. prompts];
        return _encoded;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var prompt in _encoded)
        {
            prompt.Tokens.Dispose();
            prompt.Mask?.Dispose();
            prompt.Pooled?.Dispose();
        }

        (_prompts, _encoded) = ([], []);
    }
}
