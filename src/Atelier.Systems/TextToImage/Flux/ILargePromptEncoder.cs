namespace Atelier.Systems.TextToImage.Flux;

/// <summary>An encoder of gigabytes: who has many prompts gives them at once, and keeps what comes. All its prompts have pooled vectors, and no token is masked.</summary>
internal interface ILargePromptEncoder : IFluxPromptEncoder
{
    /// <summary>A hexadecimal number of all that encodings depend on but the prompt: equal identities give equal encodings, to rounding.</summary>
    string Identity { get; }

    /// <summary>Encodes prompts one after the other, each as a batch of 1, in the caller's scope. What is large is opened once, and leaves memory after the last.</summary>
    IEnumerable<FluxPrompt> Each(IReadOnlyList<string> prompts);
}
