namespace Atelier.Models.Layers.Attention;

/// <summary>What the text does in an attention beside the image.</summary>
internal enum JointText
{
    /// <summary>It is not there.</summary>
    Absent,

    /// <summary>It takes part, but what it gathers goes nowhere.</summary>
    Dropped,

    /// <summary>It takes part and has an output.</summary>
    Full,
}
