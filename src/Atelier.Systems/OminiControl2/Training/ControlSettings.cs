using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>How an adapter for condition pictures is trained on a frozen model.</summary>
public sealed record ControlSettings
{
    /// <summary>Name or folder of the model.</summary>
    public required string Base { get; init; }

    /// <summary>Encoded pictures; encoded conditions are kept beside them.</summary>
    public required LatentSettings Latents { get; init; }

    /// <summary>Tasks, and how often each is drawn relative to the others. All share the adapter.</summary>
    public required IReadOnlyDictionary<ControlTask, double> Tasks { get; init; }

    /// <summary>Conditions of one sample, at most; each of another task.</summary>
    public int MaxConditions { get; init; } = 1;

    /// <summary>Rank of the changes.</summary>
    public int Rank { get; init; } = 4;

    /// <summary>Which layers are changed.</summary>
    public ControlModules Modules { get; init; }

    /// <summary>Whether conditions see themselves only, so that their features can be reused exactly.</summary>
    public bool Independent { get; init; } = true;

    /// <summary>Target tokens a side of one condition token: 1, 2 or 4.</summary>
    public int Scale { get; init; } = 1;

    /// <summary>How far conditions lie right of the picture, in their own widths; null is just left of it (-1) for subjects and over it (0) for all others.</summary>
    public double? ShiftColumns { get; init; }

    /// <summary>Leaves out tokens without content.</summary>
    public bool Pruned { get; init; }

    /// <summary>Pruned: share of the tokens that stays, the fullest ones; null keeps all with content.</summary>
    public double? KeepShare { get; init; }

    /// <summary>In- and outpainting: known patches are the condition, only the others are denoised. One hole is drawn for a batch.</summary>
    public bool Integrated { get; init; }

    /// <summary>Guidance number of all streams, for networks with that input.</summary>
    public double Guidance { get; init; } = 1;

    /// <summary>Starts with mixtures of the conditions and of others that the adapter already follows; null starts with the conditions themselves.</summary>
    public ConditionHandover? Handover { get; init; }

    /// <summary>Answers of the frozen model as a part of the target; null learns from the pictures alone.</summary>
    public ConditionTeacher? Teacher { get; init; }

    /// <summary>Scenes at the start of the data that are never trained on.</summary>
    public int HeldOut { get; init; } = 512;

    /// <summary>Held-out scenes that an evaluation looks at, at most.</summary>
    public int EvaluationScenes { get; init; } = 64;

    /// <summary>Draws of the noise level before the shift: logit_normal, mode or uniform.</summary>
    public string TimestepDensity { get; init; } = "logit_normal";

    /// <summary>Time shift towards noise. The published trainer has none (1).</summary>
    public double Shift { get; init; } = 1;

    /// <summary>Captions of a scene that are drawn, the first ones; null takes all. Encoders of FLUX.1's kind encode each of them before the first step.</summary>
    public int? MaxCaptions { get; init; }

    /// <summary>Share of captions that are left out.</summary>
    public double CaptionDrop { get; init; } = 0.1;

    /// <summary>Subjects: share of captions that call the subject "it", so that what it is must come from the condition.</summary>
    public double Unnamed { get; init; } = 0.5;

    /// <summary>Share of samples whose conditions are black; none where patches are integrated.</summary>
    public double ConditionDrop { get; init; } = 0.1;

    /// <summary>Share of the pictures that are mirrored, captions and conditions included.</summary>
    public double MirrorShare { get; init; } = 0.5;

    /// <summary>Held-out scenes on a sample sheet.</summary>
    public int SheetScenes { get; init; } = 6;

    /// <summary>Steps of the sampler on a sheet.</summary>
    public int SheetSteps { get; init; } = 20;

    internal bool ShowsSubject => Tasks.ContainsKey(ControlTask.Subject);

    /// <summary>The rule that the adapter's file will carry.</summary>
    /// <param name="size">Side of the pictures.</param>
    public ControlRule Rule(int size) => new()
    {
        Tasks = [.. Tasks.Where(t => t.Value > 0).Select(t => t.Key).Order()],
        Rank = Rank,
        Modules = Modules,
        Independent = Independent,
        Scale = Scale,
        ShiftColumns = ShiftColumns ?? (ShowsSubject ? -1 : 0),
        Guidance = Guidance,
        Pruned = Pruned,
        KeepShare = KeepShare,
        Integrated = Integrated,
        Size = size,
        Base = Path.GetFileName(Path.TrimEndingDirectorySeparator(Base)),
    };
}
