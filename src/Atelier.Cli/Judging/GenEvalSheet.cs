using System.Globalization;
using Atelier.Evaluation.GenEval;
using Atelier.Imaging;

namespace Atelier.Cli.Judging;

/// <summary>Collects judged pictures for a contact sheet: one of each prompt, wrong ones first.</summary>
internal sealed class GenEvalSheet
{
    private const double LeastScore = 0.25;
    private readonly Dictionary<string, GenEvalSight> _sights = new(StringComparer.Ordinal);

    public void Add(GenEvalSight sight)
    {
        if (!_sights.TryGetValue(sight.Prompt.Text, out var known) || (known.IsRight && !sight.IsRight))
            _sights[sight.Prompt.Text] = sight;
    }

    public void Save(string path, bool wrongOnly)
    {
        var entries = _sights.Values.Where(s => !wrongOnly || !s.IsRight).Select(s => new ContactSheetEntry(s.Picture, Caption(s))).ToArray();
        if (entries.Length > 0)
            PictureFile.Save(ContactSheet.Make(entries, new() { Columns = 8, CellSize = 128, Gap = 6, CaptionLines = 6 }), path);
    }

    private static string Caption(GenEvalSight sight)
    {
        var seen = sight.Seen.Where(o => o.Score > LeastScore).OrderByDescending(o => o.Score)
            .Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Color} {o.Class} {o.Score:F2}"));
        return $"{(sight.IsRight ? "" : "WRONG: ")}{sight.Prompt.Text.Replace("a photo of ", "", StringComparison.Ordinal)} | {string.Join(", ", seen)}";
    }
}
