namespace Atelier.Torch.Verification;

/// <summary>How one output of a case compares.</summary>
/// <param name="Output">Its name.</param>
/// <param name="Passed">Within the tolerance.</param>
/// <param name="Absolute">Largest distance; 0 where it is not a number's distance.</param>
/// <param name="Relative">Largest distance over the size of the recorded value.</param>
/// <param name="Message">Why it failed or was left out; empty where it passed.</param>
/// <param name="Skipped">Left out, with the reason in the message.</param>
public sealed record OutputCheck(
    string Output, bool Passed, double Absolute = 0, double Relative = 0, string Message = "", bool Skipped = false);
