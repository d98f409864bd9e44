using Atelier.Diorama.Captions.Wording;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>Scenes of one forward pass with their conditions.</summary>
/// <param name="Target">Tokens that are noised and learned. [B, N, 4 C]</param>
/// <param name="Positions">[N, 3]</param>
/// <param name="Captions">One a scene; empty where it is left out.</param>
/// <param name="Conditions">Condition streams without adapters.</param>
internal sealed record ControlBatch(Tensor Target, Tensor Positions, string[] Captions, IReadOnlyList<ImageCondition> Conditions)
{
    /// <summary>The captions with the names of subjects that <see cref="Captions"/> leave open.</summary>
    public string[] Named { get; init; } = Captions;

    /// <summary>The same conditions as a teacher sees them; none where the names say it.</summary>
    public IReadOnlyList<ImageCondition> Shown { get; init; } = [];

    /// <summary>Draws tasks, sides, wording and what is left out.</summary>
    public static ControlBatch Draw(
        LatentCache latents, ConditionCache conditions, ControlSettings settings, ControlRule? teacher, IReadOnlyList<long> scenes, long step, Generator random)
    {
        using var scope = Tensor.Scope();
        var draws = Tensor.Rand([scenes.Count, 5], random).ToArray<float>();
        var found = scenes.Select(s => latents[s]).ToArray();
        var (sides, dropped) = (new long[found.Length], new bool[found.Length]);
        var (named, captions) = (new string[found.Length], new string[found.Length]);
        for (var i = 0; i < found.Length; i++)
        {
            sides[i] = found[i].MayMirror && draws[5 * i] < settings.MirrorShare ? 1 : 0;
            var wordings = Drawn(found[i].Captions, settings);
            var caption = wordings.Count == 0 || draws[(5 * i) + 1] < settings.CaptionDrop ? "" : wordings[(int)(draws[(5 * i) + 2] * wordings.Count)].Text;
            named[i] = sides[i] == 1 ? MirroredCaption.Of(caption) : caption;
            var leavesOpen = settings.ShowsSubject && draws[(5 * i) + 4] < settings.Unnamed;
            captions[i] = leavesOpen ? UnnamedSubject.In(named[i], conditions.SubjectOf(scenes[i])) : named[i];
            dropped[i] = draws[(5 * i) + 3] < settings.ConditionDrop;
        }

        var shares = settings.Handover?.Shares(step, found.Length, random);
        return Kept(scope, Of(latents, conditions, settings, teacher, Tasks(settings, random), scenes, sides, captions, dropped, shares, random) with { Named = named });
    }

    /// <summary>Plain pictures with their first captions, which do not name a subject, and the condition of one task, or none.</summary>
    public static ControlBatch Plain(
        LatentCache latents, ConditionCache conditions, ControlSettings settings, ControlTask? task, IReadOnlyList<long> scenes, Generator random)
    {
        using var scope = Tensor.Scope();
        var named = scenes.Select(s => latents[s].Captions is [var first, ..] ? first.Text : "").ToArray();
        var captions = settings.ShowsSubject ? [.. named.Select((c, i) => UnnamedSubject.In(c, conditions.SubjectOf(scenes[i])))] : named;
        ControlTask[] tasks = task is { } one ? [one] : [];
        return Kept(scope, Of(latents, conditions, settings, null, tasks, scenes, new long[scenes.Count], captions, new bool[scenes.Count], null, random) with { Named = named });
    }

    /// <summary>The captions that <see cref="Draw"/> and <see cref="Plain"/> can give a scene, but for the empty one. Of held-out scenes only those of evaluations and sheets.</summary>
    public static IEnumerable<string> CaptionsOf(LatentCache latents, ConditionCache conditions, ControlSettings settings, long scene)
    {
        var isHeldOut = scene < settings.HeldOut;
        if (isHeldOut && scene >= Math.Max(settings.EvaluationScenes, settings.SheetScenes))
            return [];
        var named = (isHeldOut ? latents.CaptionsOf(scene).Take(1) : Drawn(latents.CaptionsOf(scene), settings)).Select(c => c.Text);
        if (!isHeldOut && settings.MirrorShare > 0 && latents.MayMirror(scene))
            named = named.Concat(named.Select(MirroredCaption.Of));
        return settings.ShowsSubject ? named.Concat(named.Select(c => UnnamedSubject.In(c, conditions.SubjectOf(scene)))) : named;
    }

    private static IReadOnlyList<LatentCaption> Drawn(IReadOnlyList<LatentCaption> captions, ControlSettings settings) =>
        settings.MaxCaptions is { } most && most < captions.Count ? [.. captions.Take(most)] : captions;

    private static ControlBatch Of(
        LatentCache latents, ConditionCache conditions, ControlSettings settings, ControlRule? teacher, IReadOnlyList<ControlTask> tasks,
        IReadOnlyList<long> scenes, long[] sides, string[] captions, bool[] dropped, Tensor? shares, Generator random)
    {
        var tokens = FluxLatents.Pack(Tensor.Stack([.. scenes.Select((s, i) => latents[s].Latents.Select(0, sides[i]))]).Float());
        var side = latents.LatentSize / 2;
        var positions = FluxLatents.Positions(side, side);
        if (settings.Integrated && tasks.Count > 0)
        {
            var unknown = Holes.Draw(side, side, tasks[0] == ControlTask.Outpaint, random);
            var (known, rest) = (Choice(unknown, false), Choice(unknown, true));
            return new(rest.Of(tokens), rest.OfPositions(positions), captions, [new(known.Of(tokens), known.OfPositions(positions))]);
        }

        var drop = dropped.Contains(true) ? Tensor.From(dropped, dropped.Length, 1, 1) : null;
        return new(tokens, positions, captions, [.. tasks.Select(Own)])
        {
            Shown = teacher is null ? [] : [.. tasks.Select(t => Placed(conditions.Tokens(t, teacher.Scale, scenes, sides), teacher))],
        };

        ImageCondition Own(ControlTask task)
        {
            var own = conditions.Tokens(task, settings.Scale, scenes, sides);
            if (shares is not null)
                own = conditions.Tokens(settings.Handover!.From, settings.Scale, scenes, sides).Lerp(own, shares);
            var condition = Placed(own, settings.Rule(conditions.Size));
            return settings.Pruned ? condition.Keep(conditions.Kept(task, settings.Scale, settings.KeepShare, scenes, sides, dropped)) : condition;
        }

        ImageCondition Placed(Tensor condition, ControlRule rule)
        {
            if (drop is not null)
                condition = Tensor.Where(drop, conditions.Black(rule.Scale), condition);
            var columns = side / rule.Scale;
            return ImageCondition.Grid(condition, columns, columns, rule.Placement(columns, columns));
        }
    }

    // Different tasks in proportion to their weights.
    private static ControlTask[] Tasks(ControlSettings settings, Generator random)
    {
        var draws = Tensor.Rand([1 + settings.Tasks.Count], random).ToArray<float>();
        var count = 1 + (int)(draws[0] * settings.MaxConditions);
        return [.. settings.Tasks.OrderBy(t => t.Key).Select((t, i) => (t.Key, Rank: t.Value > 0 ? Math.Pow(draws[i + 1], 1 / t.Value) : -1))
            .Where(t => t.Rank >= 0).OrderByDescending(t => t.Rank).Take(count).Select(t => t.Key)];
    }

    private static TokenChoice Choice(bool[,] unknown, bool wanted)
    {
        var keep = new bool[unknown.GetLength(0), unknown.GetLength(1)];
        for (var i = 0; i < keep.Length; i++)
            keep[i / keep.GetLength(1), i % keep.GetLength(1)] = unknown[i / keep.GetLength(1), i % keep.GetLength(1)] == wanted;
        return new(keep);
    }

    private static ControlBatch Kept(TensorScope scope, ControlBatch batch)
    {
        scope.Keep(batch.Target);
        scope.Keep(batch.Positions);
        foreach (var condition in batch.Conditions.Concat(batch.Shown))
        {
            scope.Keep(condition.Tokens);
            scope.Keep(condition.Positions);
            if (condition.KeyMask is { } mask)
                scope.Keep(mask);
        }

        return batch;
    }
}
