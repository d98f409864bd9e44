namespace Atelier.Models.Text.Tokenizers;

/// <summary>A vocabulary or tokenizer file that is not what its format allows; the only exception the tokenizers' readers throw for bad content.</summary>
public sealed class TokenizerException(string message, Exception? inner = null) : FormatException(message, inner);
