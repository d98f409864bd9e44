using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;
using Atelier.Systems.OminiControl2.Tokens;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>Turns the conditions of a request into what is encoded, by the rules of their adapters.</summary>
/// <param name="adapters">Those that are open.</param>
/// <param name="patch">Pixels of a token's side.</param>
/// <param name="width">Columns of the picture.</param>
/// <param name="height">Rows of the picture.</param>
/// <param name="refresh">Steps between two computations of conditions, where the request says.</param>
internal sealed class ConditionPreparation(IReadOnlyList<ControlAdapter> adapters, int patch, int width, int height, int? refresh)
{
    /// <summary>The condition with its adapter, sizes and tokens.</summary>
    /// <exception cref="RequestException">No adapter fits, or the request contradicts the adapter's rule.</exception>
    public PreparedCondition Prepare(ControlCondition condition)
    {
        var adapter = AdapterFor(condition);
        var rule = adapter.Rule;
        var name = condition.Task.Name();
        var scale = condition.Scale ?? rule.Scale;
        if (adapter.HasRule && scale != rule.Scale)
            throw new RequestException($"{name}: scale {scale} was given; adapter {adapter.Name} was trained with {rule.Scale}.");
        if (condition.Size is { } size)
            CheckSize(condition, adapter, size);
        if (width % (patch * scale) != 0 || height % (patch * scale) != 0)
            throw new RequestException($"{name}: {width} x {height} cannot be made smaller by {scale}; allowed: multiples of {patch * scale}.");
        var picture = Whole(condition, adapter);
        var choice = Choice(condition, rule, picture, scale);
        var small = scale == 1 ? picture : picture.Resize(width / scale, height / scale, ResizeFilter.Box);
        var placement = Placement(condition, adapter, scale, small.Height / patch, small.Width / patch);
        var independent = Independent(condition, adapter);
        return new(small, patch, placement, choice, adapter)
        {
            Strength = condition.Strength, Guided = condition.Guided ?? false, Independent = independent, IsReused = refresh is int.MaxValue || (refresh is null && independent),
        };
    }

    private bool Independent(ControlCondition condition, ControlAdapter adapter)
    {
        var independent = condition.Independent ?? adapter.Rule.Independent;
        if (adapter.HasRule && independent != adapter.Rule.Independent)
        {
            throw new RequestException(
                $"{condition.Task.Name()}: independent {(independent ? "on" : "off")} was given; adapter {adapter.Name} was trained with it {(independent ? "off" : "on")}.");
        }

        if (refresh is int.MaxValue && !independent)
        {
            throw new RequestException(
                $"Adapter {adapter.Name} {(adapter.HasRule ? "was not trained" : "does not say that it was trained")} with conditions that see themselves only, so their features differ from step to step. " +
                $"Ask for periodic reuse (--reuse periodic:5), which is near, or for none{(adapter.HasRule ? "" : "; if it was trained so, say independent=on after the file")}.");
        }

        return independent;
    }

    private void CheckSize(ControlCondition condition, ControlAdapter adapter, (int Width, int Height) size)
    {
        var name = condition.Task.Name();
        if (adapter.HasRule)
            throw new RequestException($"{name}: size {size.Width} x {size.Height} was given; adapter {adapter.Name} says itself how large its conditions are.");
        if (condition.Task.IsPartial() || condition.Scale is not (null or 1))
            throw new RequestException($"{name}: a size was given; it is for conditions of their own positions, not for parts of the picture, nor beside a scale.");
        if (size.Width % patch != 0 || size.Height % patch != 0)
            throw new RequestException($"{name}: size {size.Width} x {size.Height} was given; allowed: multiples of {patch}.");
    }

    private ControlAdapter AdapterFor(ControlCondition condition)
    {
        if (condition.Adapter is { } name)
        {
            var named = adapters.FirstOrDefault(a => a.Name == name) ?? throw new RequestException($"There is no adapter '{name}'; open are: {Names(adapters)}.");
            return !named.HasRule || Knows(named, condition.Task)
                ? named
                : throw new RequestException($"Adapter {name} was trained on {Tasks(named)}; {condition.Task.Name()} was given.");
        }

        return adapters.FirstOrDefault(a => a.Rule.Tasks.Contains(condition.Task))
            ?? adapters.FirstOrDefault(a => Knows(a, condition.Task))
            ?? Silent(condition.Task)
            ?? throw new RequestException(
                $"There is no adapter for {condition.Task.Name()}; open are: {Names(adapters)}. " +
                "Name a file with --adapter, or train one (models/mini/training/control-*.json).");
    }

    // An adapter that says nothing may be for anything; of several, only the user knows which.
    private ControlAdapter? Silent(ControlTask task)
    {
        var silent = adapters.Where(a => !a.HasRule).ToArray();
        return silent.Length < 2
            ? silent.FirstOrDefault()
            : throw new RequestException(
                $"{task.Name()}: {string.Join(", ", silent.Select(a => a.Name))} do not say what they were trained on; name one: {task.Name()}:FILE,adapter={silent[0].Name}.");
    }

    // Who fills holes can paint around as well.
    private static bool Knows(ControlAdapter adapter, ControlTask task) =>
        adapter.Rule.Tasks.Contains(task) || (task.IsPartial() && adapter.Rule.Tasks.Any(t => t.IsPartial()));

    private Picture Whole(ControlCondition condition, ControlAdapter adapter)
    {
        if (!condition.Task.IsPartial())
        {
            // Between two kinds of a segmentation lies the edge of both, not the colour of a third.
            var filter = condition.Task == ControlTask.Segmentation ? ResizeFilter.Nearest : ResizeFilter.Bicubic;
            return condition.Picture.ToRgb().Covering(condition.Size?.Width ?? width, condition.Size?.Height ?? height, filter);
        }

        if (condition.Unknown is not { } unknown)
            throw new RequestException($"{condition.Task.Name()} needs to know which pixels to paint: a mask, or a picture with transparent pixels.");
        if (condition.Picture.Width != width || condition.Picture.Height != height || unknown.Width != width || unknown.Height != height)
        {
            throw new RequestException(
                $"{condition.Task.Name()}: the picture is {condition.Picture.Width} x {condition.Picture.Height}; it must have the size of the result, {width} x {height}.");
        }

        KnownPatches.RequireWork(unknown);
        // Known patches were learned beside true neighbours, so that what is encoded next to them must not end in black.
        return adapter.Rule.Integrated && unknown.Cells.AsSpan().IndexOf((byte)0) >= 0
            ? MaskFilling.Filled(condition.Picture.ToRgb(), unknown)
            : PictureConditions.WithHole(condition.Picture, unknown);
    }

    private TokenChoice? Choice(ControlCondition condition, ControlRule rule, Picture picture, int scale)
    {
        if (rule.Integrated && condition.Task.IsPartial())
            return new KnownPatches(condition.Unknown!, patch).Known;
        return rule.Pruned ? TokenPruning.Choose(picture, patch * scale, rule.KeepShare) : null;
    }

    private ConditionPlacement Placement(ControlCondition condition, ControlAdapter adapter, int scale, int rows, int columns)
    {
        var isBeside = condition.Task == ControlTask.Subject;
        var own = adapter.HasRule ? adapter.Rule.Placement(rows, columns) : new() { Scale = scale, Columns = isBeside ? -columns : 0 };
        var placement = condition.Offset is { } offset ? own with { Rows = offset.Rows, Columns = offset.Columns } : own;
        if (adapter.HasRule && placement != own)
        {
            throw new RequestException(
                $"{condition.Task.Name()}: offset {placement.Rows}:{placement.Columns} was given; adapter {adapter.Name} was trained with {own.Rows}:{own.Columns}.");
        }

        // An adapter of ours that was trained over the picture may be used so.
        if (isBeside && !adapter.HasRule && placement.Covers(rows, columns, height / patch, width / patch))
            throw new RequestException($"{condition.Task.Name()}: with offset {placement.Rows}:{placement.Columns} it lies over the picture; it must lie beside it.");
        return placement;
    }

    private static string Names(IReadOnlyList<ControlAdapter> adapters) =>
        adapters.Count == 0 ? "none" : string.Join(", ", adapters.Select(a => $"{a.Name} ({Tasks(a)})"));

    private static string Tasks(ControlAdapter adapter) => adapter.HasRule ? string.Join(", ", adapter.Rule.Tasks.Select(t => t.Name())) : "tasks unknown";
}
