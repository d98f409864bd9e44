using Atelier.Models.Mar;
using Atelier.Systems.LightGen.Training;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.Tests.LightGen;

/// <summary>What the tests read of a shipped config's task.</summary>
public sealed record LightGenSettingsWithType(
    string Type, LatentSettings Latents, string TextEncoder, LightGenConfig Network, int HeldOut, bool HalfSize, double Dropout, LightGenSheetSettings Sheet, string[] SheetPrompts);
