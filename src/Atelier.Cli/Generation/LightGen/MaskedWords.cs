using System.CommandLine;
using System.Globalization;
using Atelier.Cli.Shell;
using Atelier.Imaging;
using Atelier.Systems.LightGen;

namespace Atelier.Cli.Generation.LightGen;

/// <summary>Reads the words of <c>atelier generate</c> into a request for a masked model.</summary>
internal static class MaskedWords
{
    /// <summary>Reads them; a picture that is repeated says what was left out.</summary>
    /// <exception cref="UsageException">A word is unknown, or a file is not there.</exception>
    public static LightGenRequest Read(ParseResult parsed, GenerateJob job)
    {
        var repeated = MaskedOptions.Given(parsed, "--from") is { } from ? LightGenParameters.Read(PictureFile.Open(from).Metadata) : null;
        var init = Open(parsed, "--init");
        if (repeated is { Repainted: true } && init is null)
            throw new UsageException("The picture to repeat was made from an initial picture, which it does not hold; give that with --init and --mask.");
        var basics = job.Request;
        // Without words about the size, an edit has that of its picture.
        if (init is not null)
            basics = basics with { Width = Given(parsed, "--width") ? basics.Width : init.Width, Height = Given(parsed, "--height") ? basics.Height : init.Height };
        return new(basics)
        {
            HeadSteps = Number(parsed, "--head-steps") is { } steps ? (int)steps : repeated?.HeadSteps,
            Temperature = Number(parsed, "--temperature") ?? repeated?.Temperature,
            Schedule = Name<GuidanceSchedule>("--guidance-schedule", MaskedOptions.Given(parsed, "--guidance-schedule") ?? repeated?.GuidanceSchedule),
            Order = Name<TokenOrder>("--order", MaskedOptions.Given(parsed, "--order") ?? repeated?.Order) ?? TokenOrder.Random,
            Init = init,
            Mask = Open(parsed, "--mask") is { } mask ? Mask.From(Grey(mask)) : null,
        };
    }

    private static bool Given(ParseResult parsed, string option) => MaskedOptions.Given(parsed, option) is not null;

    // Its range was checked when it was parsed.
    private static double? Number(ParseResult parsed, string option) =>
        MaskedOptions.Given(parsed, option) is { } word ? double.Parse(word, CultureInfo.InvariantCulture) : null;

    private static T? Name<T>(string option, string? word)
        where T : struct, Enum
    {
        if (word is null)
            return null;
        var index = Array.FindIndex(Enum.GetNames<T>(), n => n.Equals(word, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? Enum.GetValues<T>()[index] : throw new UsageException($"{option} is one of {MaskedOptions.WordsOf<T>()}; '{word}' was given.");
    }

    private static Picture? Open(ParseResult parsed, string option)
    {
        if (MaskedOptions.Given(parsed, option) is not { } path)
            return null;
        return File.Exists(path) ? PictureFile.Load(path) : throw new UsageException($"{option}: there is no picture '{path}'.");
    }

    private static Picture Grey(Picture mask) => mask.WithoutAlpha() is { Channels: 1 } grey ? grey : mask.ToRgb().ToGrey();
}
