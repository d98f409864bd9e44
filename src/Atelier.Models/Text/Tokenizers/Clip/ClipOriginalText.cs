using Atelier.Models.Text.Prompts;
using Atelier.Models.Text.Tokenizers.Unicode;

namespace Atelier.Models.Text.Tokenizers.Clip;

/// <summary>The cleaning of OpenAI's CLIP and of open_clip.</summary>
internal static class ClipOriginalText
{
    /// <summary>The cleaned text in lower case, with final sigma.</summary>
    public static string Clean(string text) => LowerCase.WithFinalSigma(PromptText.Clean(text));
}
