namespace Atelier.Models.Streams;

/// <summary>Whose weights a token stream runs through.</summary>
public enum StreamKind
{
    /// <summary>The text weights.</summary>
    Text,

    /// <summary>The image weights: the noisy image, and conditions as well.</summary>
    Image,
}
