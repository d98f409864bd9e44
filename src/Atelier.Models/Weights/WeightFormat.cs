namespace Atelier.Models.Weights;

/// <summary>How a file stores weights.</summary>
internal enum WeightFormat
{
    /// <summary>Not at all, as far as its first bytes tell.</summary>
    Other,

    /// <summary>A header in JSON, then the elements.</summary>
    Safetensors,

    /// <summary>llama.cpp's format, which also holds blocks of quantised elements.</summary>
    Gguf,

    /// <summary>A pickle of PyTorch, which is read without running it.</summary>
    Torch,
}
