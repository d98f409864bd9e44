using Atelier.Models.Text;

namespace Atelier.Systems.TextToImage;

/// <summary>Turns prompts into what a denoiser is conditioned on.</summary>
public interface IPromptEncoder : IDisposable
{
    /// <summary>Token states, mask and pooled vector of one prompt, in the caller's scope; batch 1, no padding.</summary>
    TextStates Encode(string prompt);
}
