using System.CommandLine;
using System.Globalization;
using Atelier.Cli.Generation;
using Atelier.Cli.Shell;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Control;

/// <summary>The words of <c>atelier control</c>: those that all pictures have, those that a FLUX model is opened with, and the conditions.</summary>
internal sealed class ControlOptions
{
    private const string Periodic = "periodic:";

    private readonly GenerateOptions _picture = new();
    private readonly PartOptions _parts = new();
    private readonly Option<string[]> _conditions = new("--condition", "-c")
    {
        Description = "KIND:FILE[,strength=S][,guided=on|off][,detect=on|off][,scale=R][,offset=ROWS:COLUMNS][,size=WxH][,mask=FILE][,adapter=NAME][,independent=on|off]; kinds: " +
            "edges, geometry, depth, segmentation, colourise, deblur, subject, mask, inpaint and outpaint (transparent or white pixels are painted). Up to 8 times",
        HelpName = "KIND:FILE",
    };

    private readonly Option<string?> _reuse = new("--reuse")
    {
        Description = "Compute conditions once (on), at every step (off) or every N steps [default: on where the adapters allow it]", HelpName = "on|off|periodic:N",
    };

    private readonly Option<string[]> _detect = new("--detect")
    {
        Description = "A kind whose files are ordinary pictures: the condition is made from them, but for those that say detect=off. May be repeated", HelpName = "KIND",
    };

    private readonly Option<string[]> _adapters = new("--adapter")
    {
        Description = "An adapter file; may be repeated [default: all in the folder adapters of the model]", HelpName = "FILE",
    };

    private readonly Option<double?> _imageGuidance = Ranged.Optional(
        "--image-guidance", "How closely to follow the conditions; 1 is no guidance and half the time [default: 1]", 0.0, OminiControl2Request.MaxImageGuidance, "G");

    public void AddTo(Command command)
    {
        _picture.AddTo(command);
        foreach (var option in _parts.All.Concat([_conditions, _reuse, _detect, _adapters, _imageGuidance]))
            command.Add(option);
    }

    /// <summary>Reads the words; pictures are opened later.</summary>
    /// <exception cref="UsageException">They contradict each other, or something is missing.</exception>
    public ControlJob Read(ParseResult parsed)
    {
        var picture = _picture.Read(parsed);
        var repeated = _picture.MetadataOfRepeated(parsed) is { } metadata ? ControlParameters.Read(metadata) : null;
        var (files, words) = (parsed.GetValue(_adapters) ?? [], (parsed.GetValue(_conditions) ?? []).Select(ConditionWords.Parse).ToArray());
        if (words.Length > ControlCondition.MaxCount || (words.Length == 0 && repeated is null))
            throw new UsageException($"{words.Length} conditions were given; allowed: 1 to {ControlCondition.MaxCount}, such as --condition edges:sketch.png.");
        var conditions = repeated is null ? words : RepeatedConditions.Complete(words, repeated, adapters: files.Length == 0);
        var detect = (parsed.GetValue(_detect) ?? []).Select(ControlTasks.Parse).ToArray();
        if (detect.Cast<ControlTask?>().FirstOrDefault(d => conditions.All(c => c.Task != d)) is { } unused)
            throw new UsageException($"--detect {unused.Name()}: there is no such condition.");
        if (detect.Cast<ControlTask?>().FirstOrDefault(d => !ConditionDetectors.Detects(d!.Value)) is { } odd)
            throw new UsageException($"--detect {odd.Name()}: only {string.Join(", ", ConditionDetectors.Names)} can be found in a picture.");
        return new(
            picture, _parts.Read(parsed, _picture.Repeated(parsed)), conditions, Reuse(parsed.GetValue(_reuse) ?? repeated?.Reuse),
            [.. conditions.Select(c => c.Detects ?? detect.Contains(c.Task))],
            files, parsed.GetValue(_imageGuidance) ?? repeated?.ImageGuidance ?? 1);
    }

    /// <summary>One sentence for each thing about the picture of <c>--from</c> that is not repeated.</summary>
    public IReadOnlyList<string> NotRepeated(ParseResult parsed) => _picture.NotRepeated(parsed, PictureParameters.NotRepeated);

    private static int? Reuse(string? words) => words switch
    {
        null or ControlParameters.Auto => null,
        "on" => int.MaxValue,
        "off" => 1,
        _ when words.StartsWith(Periodic, StringComparison.Ordinal) &&
            int.TryParse(words[Periodic.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var steps) && steps > 0 => steps,
        _ => throw new UsageException($"--reuse is on, off or periodic:N with N of 1 or more; '{words}' was given."),
    };
}
