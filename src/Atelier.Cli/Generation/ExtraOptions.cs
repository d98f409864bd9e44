using System.CommandLine;
using Atelier.Cli.Shell;
using Atelier.Systems.TextToImage;

namespace Atelier.Cli.Generation;

/// <summary>The further words of <c>atelier generate</c>: sampling, pictures that go in, and what the model is opened with.</summary>
internal sealed class ExtraOptions
{
    private readonly Option<string?> _sampler = new("--sampler") { Description = "Sampler by name [default: the model's]", HelpName = "NAME" };
    private readonly Option<string?> _schedule = new("--schedule") { Description = "Spread of noise levels by name [default: the sampler's]", HelpName = "NAME" };
    private readonly Option<string?> _cache = new("--cache") { Description = "Take features from earlier steps, faster but not exact: first-block, magnitude, taylor, pyramid, faster", HelpName = "NAME[:N]" };
    private readonly Option<double?> _true = Ranged.Optional("--true-guidance", "Weight of the difference to the negative prompt, beside a guidance number", 0.0, 100.0, "G");
    private readonly Option<string?> _init = new("--init") { Description = "Picture to paint over", HelpName = "IMAGE" };
    private readonly Option<double?> _strength = Ranged.Optional("--strength", "How much of it changes, 0 to 1 [default: the model's]", 0.0, 1.0, "S");
    private readonly Option<string?> _mask = new("--mask") { Description = "Light where it is painted anew; every other pixel stays as it is", HelpName = "IMAGE" };
    private readonly Option<string[]> _control = new("--control") { Description = "Control picture; canny takes the edges of a photograph, other types are maps already", HelpName = "TYPE:IMAGE[:strength]" };
    private readonly Option<string[]> _controlModel = new("--control-model") { Description = "Control network for a type [default: controlnet-TYPE beside the model or among the components]", HelpName = "TYPE=PATH" };
    private readonly Option<string[]> _reference = new("--reference") { Description = "Picture to edit, for models that take one", HelpName = "IMAGE" };
    private readonly Option<string[]> _redux = new("--redux") { Description = "Picture as part of the prompt, by FLUX.1 Redux", HelpName = "IMAGE[:weight]" };

    private readonly PartOptions _parts = new();

    private Option[] All => [_sampler, _schedule, _cache, _true, _init, _strength, _mask, _control, _controlModel, _reference, _redux, .. _parts.All];

    /// <summary>Names of all options.</summary>
    public IReadOnlyList<string> Names => [.. All.Select(o => o.Name)];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    /// <summary>Reads the words; what is left out is taken from a picture that is repeated.</summary>
    /// <exception cref="UsageException">A file is not there, or the repeated picture needs one that was not given.</exception>
    public GenerateExtras Read(ParseResult parsed, PictureParameters? repeated)
    {
        var extras = _parts.Read(parsed, repeated) with
        {
            Sampler = parsed.GetValue(_sampler) ?? repeated?.Sampler,
            Schedule = parsed.GetValue(_schedule) ?? repeated?.Schedule,
            Cache = parsed.GetValue(_cache) ?? repeated?.Cache,
            TrueGuidance = parsed.GetValue(_true) ?? repeated?.TrueGuidance,
            Init = File(parsed, _init),
            Strength = parsed.GetValue(_strength) ?? (parsed.GetValue(_init) is null ? null : repeated?.Strength),
            Mask = File(parsed, _mask),
            Controls = Files(parsed, _control, kind: true, 0),
            ControlModels = (parsed.GetValue(_controlModel) ?? []).Select(Named).GroupBy(m => m.Type).ToDictionary(g => g.Key, g => g.Last().Path),
            References = [.. Files(parsed, _reference, kind: false, 1, 1).Select(f => f.Path)],
            PicturePrompts = Files(parsed, _redux, kind: false, 0),
        };
        if (repeated is not null)
            CheckRepeated(repeated, extras);
        return extras;
    }

    // A picture file names what went in but does not hold it.
    private static void CheckRepeated(PictureParameters repeated, GenerateExtras extras)
    {
        var given = (extras.Inputs() ?? []).Select(i => i.Split(' ')[0]).ToHashSet();
        foreach (var input in repeated.Inputs ?? [])
        {
            if (input.Split(' ', 2) is [var option, var name] && !given.Contains(option))
                throw new UsageException($"The picture was made with {name}; give that file again with --{option}.");
        }
    }

    private static (string Type, string Path) Named(string text) => text.Split('=', 2) is [{ Length: > 0 } type, { Length: > 0 } path]
        ? Directory.Exists(path) || System.IO.File.Exists(path) ? (type, path) : throw new UsageException($"--control-model {type}: there is no '{path}'.")
        : throw new UsageException($"--control-model is TYPE=PATH; '{text}' was given.");

    private static string? File(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } path ? WeightedFile.Existing(option.Name, path) : null;

    private static WeightedFile[] Files(ParseResult parsed, Option<string[]> option, bool kind, double low, double high = WeightedFile.MaxWeight) =>
        [.. (parsed.GetValue(option) ?? []).Select(text => WeightedFile.Parse(option.Name, text, kind, low, high))];
}
