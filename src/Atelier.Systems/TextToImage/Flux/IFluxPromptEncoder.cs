namespace Atelier.Systems.TextToImage.Flux;

/// <summary>Turns prompts into what a FLUX network is conditioned on.</summary>
internal interface IFluxPromptEncoder : IDisposable
{
    /// <summary>Encodes prompts, each as a batch of 1, in the caller's scope. What is large leaves memory before the call returns.</summary>
    IReadOnlyList<FluxPrompt> Encode(IReadOnlyList<string> prompts);
}
