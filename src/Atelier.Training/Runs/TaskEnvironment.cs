using Atelier.Torch;

namespace Atelier.Training.Runs;

/// <summary>What a task is built with.</summary>
/// <param name="Device">Where its networks shall be.</param>
/// <param name="Seed">For first values.</param>
/// <param name="GradientCheckpointing">Whether networks shall save memory.</param>
public sealed record TaskEnvironment(Device Device, ulong Seed, bool GradientCheckpointing);
