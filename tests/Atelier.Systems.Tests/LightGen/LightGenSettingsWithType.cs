using Atelier.Models.Mar;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.Tests.LightGen;

/// <summary>What the tests read of a shipped config's task.</summary>
public sealed record LightGenSettingsWithType(
    string Type, LatentSettings Latents, string TextEncoder, LightGenConfig Network, int HeldOut, bool HalfSize, double Dropout, int SheetSteps, string[] SheetPrompts);
