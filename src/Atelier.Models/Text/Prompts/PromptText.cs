using Atelier.Models.Text.Tokenizers.TextRepair;

namespace Atelier.Models.Text.Prompts;

/// <summary>The cleaning of a prompt that comes before some tokenizers: Wan's UMT5, and CLIP in its original form.</summary>
public static class PromptText
{
    /// <summary>Repairs misread characters, decodes character references twice, makes every run of white space one space and trims.</summary>
    /// <remarks>What diffusers' Wan pipelines and open_clip do with ftfy and <c>html.unescape</c>; FLUX and Stable Diffusion pipelines do not.</remarks>
    public static string Clean(string text)
    {
        var plain = HtmlEntities.Unescape(HtmlEntities.Unescape(RepairedText.Of(text)));
        return string.Join(' ', plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
