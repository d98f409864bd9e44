namespace Atelier.Torch.Safetensors.Verification;

/// <summary>What became of one recorded case.</summary>
/// <param name="Name">The case, unique within its manifest.</param>
/// <param name="Passed">Whether the answer is the recorded one.</param>
/// <param name="Message">What differed, or what was found; one line.</param>
public sealed record CaseResult(string Name, bool Passed, string Message);
