namespace Atelier.Torch.Verification;

/// <summary>What became of one entry of a manifest of files or texts.</summary>
/// <param name="Name">The entry, unique within its manifest.</param>
/// <param name="Passed">Whether the answer is the recorded one.</param>
/// <param name="Message">What differed, or what was found; one line.</param>
public sealed record ManifestResult(string Name, bool Passed, string Message);
