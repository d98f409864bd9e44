namespace Atelier.Models.Text.Tokenizers.Clip;

/// <summary>What happens to a text before CLIP's merges.</summary>
public enum ClipTextCleaning
{
    /// <summary>As transformers, and so as diffusers: form C, white space to one space, lower case.</summary>
    Transformers,

    /// <summary>As OpenAI's CLIP and open_clip: mojibake repaired, HTML entities decoded, white space to one space, lower case.</summary>
    Original,
}
