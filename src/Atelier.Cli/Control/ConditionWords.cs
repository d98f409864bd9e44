using System.Globalization;
using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;

namespace Atelier.Cli.Control;

/// <summary>One <c>--condition</c>: KIND:FILE[,strength=S][,scale=R][,offset=ROWS:COLUMNS][,mask=FILE][,adapter=NAME].</summary>
/// <param name="Task">What the picture shows.</param>
/// <param name="File">The picture.</param>
/// <param name="Settings">The words after it, by key.</param>
internal sealed record ConditionWords(ControlTask Task, string File, IReadOnlyDictionary<string, string> Settings)
{
    private const string Mask = "mask";
    private static readonly string[] Keys = ["strength", "scale", "offset", Mask, "adapter"];

    /// <summary>Reads the words; a name of a file may have commas and colons.</summary>
    /// <exception cref="UsageException">They cannot be understood.</exception>
    public static ConditionWords Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1)
            throw new UsageException($"--condition is KIND:FILE, such as edges:sketch.png; '{text}' was given. Kinds: {Kinds}.");
        var kind = text[..colon];
        var parts = text[(colon + 1)..].Split(',').ToList();
        var settings = new Dictionary<string, string>();
        while (parts.Count > 1 && Keys.FirstOrDefault(k => parts[^1].StartsWith($"{k}=", StringComparison.Ordinal)) is { } key)
        {
            if (!settings.TryAdd(key, parts[^1][(key.Length + 1)..]))
                throw new UsageException($"--condition '{text}' says {key} twice.");
            parts.RemoveAt(parts.Count - 1);
        }

        var file = string.Join(',', parts);
        if (!System.IO.File.Exists(file))
            throw new UsageException($"There is no picture '{file}' for {kind}. After the file come {string.Join(", ", Keys.Select(k => $"{k}=.."))}.");
        return new(kind == Mask ? ControlTask.Inpaint : Named(kind), file, settings);
    }

    /// <summary>The condition with its picture.</summary>
    /// <param name="width">Columns of the result where they are said.</param>
    /// <param name="height">Rows of the result where they are said.</param>
    /// <param name="detect">Makes the condition of an ordinary picture, where that was asked; else null.</param>
    public ControlCondition Open(int? width, int? height, Func<ControlTask, Picture, Picture>? detect)
    {
        var picture = PictureFile.Load(File);
        var condition = new ControlCondition(Task, picture)
        {
            Strength = Settings.TryGetValue("strength", out var s) ? Number("strength", s, 0, ControlCondition.MaxStrength) : 1,
            Scale = Settings.TryGetValue("scale", out var r) ? (int)Number("scale", r, 1, 4) : null,
            Offset = Settings.TryGetValue("offset", out var o) ? Offset(o) : null,
            Adapter = Settings.GetValueOrDefault("adapter"),
            Source = Path.GetFileName(File),
        };
        if (Task.IsPartial())
        {
            var mask = Settings.TryGetValue(Mask, out var m) ? PictureFile.Load(m) : null;
            if (mask is null && picture.Alpha() is null && (width ?? picture.Width) == picture.Width && (height ?? picture.Height) == picture.Height)
                throw new UsageException($"'{File}' has no transparent pixels; say mask=FILE (white is painted), or a larger --width and --height.");
            var (placed, unknown) = PartialPicture.Place(picture, mask, width, height);
            return condition with { Picture = placed, Unknown = unknown };
        }

        if (Settings.ContainsKey(Mask))
            throw new UsageException($"mask= is for {Mask}; {Task.Name()} takes none.");
        return Task == ControlTask.Colourise
            ? condition with { Picture = PictureConditions.Of(Task, picture) }
            : condition with { Picture = detect?.Invoke(Task, picture) ?? picture };
    }

    private static string Kinds => string.Join(", ", ControlTasks.Names.Append(Mask));

    private static ControlTask Named(string kind) => ControlTasks.Names.Contains(kind)
        ? ControlTasks.Parse(kind)
        : throw new UsageException($"There is no condition '{kind}'; allowed: {Kinds}.");

    private static (double Rows, double Columns) Offset(string text)
    {
        var parts = text.Split(':');
        return parts switch
        {
            [var columns] => (0, Number("offset", columns, -4096, 4096)),
            [var rows, var columns] => (Number("offset", rows, -4096, 4096), Number("offset", columns, -4096, 4096)),
            _ => throw new UsageException($"offset is COLUMNS or ROWS:COLUMNS in tokens; '{text}' was given."),
        };
    }

    private static double Number(string key, string text, double low, double high) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high
            ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{key} is a number from {low} to {high}; '{text}' was given."));
}
