namespace Atelier.Diorama.Captions;

/// <summary>How much a caption says.</summary>
public enum CaptionStyle
{
    /// <summary>The form of GenEval's prompts: "a photo of a red ball and a brown dog".</summary>
    Prompt,

    /// <summary>The objects and perhaps their relation.</summary>
    Short,

    /// <summary>Objects, relation, and where or when.</summary>
    Placed,

    /// <summary>Whole sentences about everything.</summary>
    Dense,
}
