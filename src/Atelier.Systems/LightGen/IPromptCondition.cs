using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>Turns prompts into conditions of a masked model.</summary>
internal interface IPromptCondition : IDisposable
{
    /// <summary>The condition of one prompt, in the caller's scope. [1, ...]</summary>
    Tensor Encode(string prompt);
}
