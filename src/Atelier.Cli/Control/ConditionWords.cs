using System.Globalization;
using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Conditions;

namespace Atelier.Cli.Control;

/// <summary>One <c>--condition</c>: KIND:FILE[,strength=S][,guided=on|off][,detect=on|off][,scale=R][,offset=ROWS:COLUMNS][,size=WxH][,mask=FILE][,adapter=NAME][,independent=on|off].</summary>
/// <param name="Task">What the picture shows.</param>
/// <param name="File">The picture.</param>
/// <param name="Settings">The words after it, by key.</param>
internal sealed record ConditionWords(ControlTask Task, string File, IReadOnlyDictionary<string, string> Settings)
{
    private const string Mask = "mask", Strength = "strength", Scale = "scale", Shift = "offset", Size = "size", Adapter = "adapter", Guided = "guided", Detect = "detect", Independent = "independent",
        On = "on", Off = "off";

    private const int MaxSide = 1 << 16;
    private static readonly string[] Keys = [Strength, Guided, Detect, Scale, Shift, Size, Mask, Adapter, Independent];

    /// <summary>The condition of the picture that is repeated; null where none is.</summary>
    public ConditionParameters? Repeated { get; private init; }

    /// <summary>Whether the condition is found in an ordinary picture; null where the words leave it open.</summary>
    public bool? Detects => Settings.TryGetValue(Detect, out var d) ? Switch(Detect, d) : null;

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
            var value = parts[^1][(key.Length + 1)..];
            if (value.Length == 0)
                throw new UsageException($"--condition '{text}' says {key}= and nothing after it.");
            if (!settings.TryAdd(key, value))
                throw new UsageException($"--condition '{text}' says {key} twice.");
            parts.RemoveAt(parts.Count - 1);
        }

        var file = string.Join(',', parts);
        if (!System.IO.File.Exists(file))
            throw new UsageException($"There is no picture '{file}' for {kind}. After the file come {string.Join(", ", Keys.Select(k => $"{k}=.."))}.");
        if (settings.TryGetValue(Mask, out var mask) && !System.IO.File.Exists(mask))
            throw new UsageException($"There is no mask '{mask}' for {kind}.");
        var words = new ConditionWords(kind == Mask ? ControlTask.Inpaint : Named(kind), file, settings);
        // Before a model is opened for nothing.
        words.Of(new Picture(1, 1, 3));
        return words.Detects != true || ConditionDetectors.Detects(words.Task)
            ? words
            : throw new UsageException($"{Detect}={On}: only {string.Join(", ", ConditionDetectors.Names)} can be found in a picture; {words.Task.Name()} was given.");
    }

    /// <summary>The same with what another one had and these words leave out.</summary>
    public ConditionWords With(ConditionParameters repeated)
    {
        var settings = new Dictionary<string, string>(Settings);
        settings.TryAdd(Strength, Text(repeated.Strength));
        if (repeated.Detected == true)
            settings.TryAdd(Detect, On);
        if (repeated.Independent is { } independent)
            settings.TryAdd(Independent, independent ? On : Off);
        if (repeated.Scale is { } scale)
            settings.TryAdd(Scale, Text(scale));
        if (repeated.Offset is [var rows, var columns])
            settings.TryAdd(Shift, $"{Text(rows)}:{Text(columns)}");
        if (repeated.Size is [var width, var height])
            settings.TryAdd(Size, $"{Text(width)}x{Text(height)}");
        if (repeated.Adapter is { } adapter)
            settings.TryAdd(Adapter, adapter);
        return this with { Settings = settings, Repeated = repeated };
    }

    /// <summary>The condition with its picture, as it is in the file.</summary>
    /// <param name="width">Columns of the result where they are said.</param>
    /// <param name="height">Rows of the result where they are said.</param>
    public ControlCondition Open(int? width, int? height)
    {
        var picture = PictureFile.Load(File);
        var condition = Of(picture);
        if (!Task.IsPartial())
            return condition;

        var mask = Settings.TryGetValue(Mask, out var m) ? PictureFile.Load(m) : null;
        if (mask is null && picture.Alpha() is null && (width ?? picture.Width) == picture.Width && (height ?? picture.Height) == picture.Height)
            throw new UsageException($"'{File}' has no transparent pixels; say mask=FILE (white is painted), or a larger --width and --height.");
        var (placed, unknown) = PartialPicture.Place(picture, mask, width, height);
        return condition with { Picture = placed, Unknown = unknown, Original = picture, MaskSource = m is null ? null : Path.GetFileName(m) };
    }

    /// <summary>The same condition with the guidance of the picture that is repeated, where these words leave it open and there is any.</summary>
    /// <param name="condition">Of <see cref="Open"/>.</param>
    /// <param name="isGuided">Whether guidance is the difference of two answers here.</param>
    public ControlCondition Repeat(ControlCondition condition, bool isGuided) =>
        // Files from before conditions could be guided do not say it.
        isGuided && Repeated is { } repeated && condition.Guided is null ? condition with { Guided = repeated.Guided == true } : condition;

    private ControlCondition Of(Picture picture)
    {
        if (Settings.ContainsKey(Mask) && !Task.IsPartial())
            throw new UsageException($"{Mask}= is for {Mask}, {ControlTask.Inpaint.Name()} and {ControlTask.Outpaint.Name()}; {Task.Name()} takes none.");
        return new(Task, picture)
        {
            Strength = Settings.TryGetValue(Strength, out var s) ? Number(Strength, s, 0, ControlCondition.MaxStrength) : 1,
            Guided = Settings.TryGetValue(Guided, out var g) ? Switch(Guided, g) : null,
            Independent = Settings.TryGetValue(Independent, out var i) ? Switch(Independent, i) : null,
            Scale = Settings.TryGetValue(Scale, out var r) ? Whole(Scale, r, 1, 4) : null,
            Offset = Settings.TryGetValue(Shift, out var o) ? Offset(o) : null,
            Size = Settings.TryGetValue(Size, out var side) ? Sides(side) : null,
            Adapter = Settings.GetValueOrDefault(Adapter),
            Source = Path.GetFileName(File),
        };
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
            [var columns] => (0, Number(Shift, columns, -4096, 4096)),
            [var rows, var columns] => (Number(Shift, rows, -4096, 4096), Number(Shift, columns, -4096, 4096)),
            _ => throw new UsageException($"offset is COLUMNS or ROWS:COLUMNS in tokens; '{text}' was given."),
        };
    }

    private static (int Width, int Height) Sides(string text)
    {
        var parts = text.Split('x');
        return parts is [var width] ? (Whole(Size, width, 1, MaxSide), Whole(Size, width, 1, MaxSide))
            : parts is [var across, var down] ? (Whole(Size, across, 1, MaxSide), Whole(Size, down, 1, MaxSide))
            : throw new UsageException($"{Size} is SIDE or WIDTHxHEIGHT in pixels; '{text}' was given.");
    }

    private static bool Switch(string key, string text) => text switch
    {
        On => true,
        Off => false,
        _ => throw new UsageException($"{key} is {On} or {Off}; '{text}' was given."),
    };

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static int Whole(string key, string text, int low, int high) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high
            ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{key} is a whole number from {low} to {high}; '{text}' was given."));

    private static double Number(string key, string text, double low, double high) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high
            ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{key} is a number from {low} to {high}; '{text}' was given."));
}
