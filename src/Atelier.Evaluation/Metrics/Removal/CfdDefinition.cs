namespace Atelier.Evaluation.Metrics.Removal;

/// <summary>Which arithmetic a context-aware feature deviation follows; their numbers are not comparable.</summary>
public enum CfdDefinition
{
    /// <summary>As the paper defines it: every region is the mean of the patches that it covers.</summary>
    Paper,

    /// <summary>As the released script computes it, with which the published numbers were made.</summary>
    /// <remarks>
    /// In the context term the class token is counted as the first cell, so that every cell selects the patch before it, and the last patch
    /// always takes part. In the hallucination term the bytes of the mask are taken as token numbers: 0 is the class token, 255 the patch before
    /// the last. The context box is one pixel wider and higher.
    /// </remarks>
    Released,
}
