using Atelier.Models.Text.Tokenizers.TextRepair;
using Atelier.Models.Text.Tokenizers.Unicode;

namespace Atelier.Models.Text.Tokenizers.Clip;

/// <summary>The cleaning of OpenAI's CLIP and of open_clip.</summary>
internal static class ClipOriginalText
{
    /// <summary>Repaired, references decoded twice, white space to one space, lower case with final sigma.</summary>
    public static string Clean(string text)
    {
        var plain = HtmlEntities.Unescape(HtmlEntities.Unescape(RepairedText.Of(text)));
        return LowerCase.WithFinalSigma(string.Join(' ', plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }
}
