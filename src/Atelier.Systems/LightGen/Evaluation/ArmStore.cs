using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Atelier.Training.Runs;

namespace Atelier.Systems.LightGen.Evaluation;

/// <summary>Keeps judged arms in a folder, one file each, so that a stopped evaluation goes on.</summary>
/// <param name="folder">Made if it is not there.</param>
public sealed class ArmStore(string folder)
{
    /// <summary>The kept scores of an arm, where they were made in the same way; else null.</summary>
    public ArmScores? Find(ArmScores wanted)
    {
        var path = FileOf(wanted);
        if (!File.Exists(path))
            return null;
        try
        {
            var kept = ConfigReader.ReadFile<ArmScores>(path);
            return kept.IsAs(wanted) ? kept : null;
        }
        catch (SettingException)
        {
            // A file of another form is made anew.
            return null;
        }
    }

    /// <summary>Keeps an arm.</summary>
    public void Keep(ArmScores scores)
    {
        Directory.CreateDirectory(folder);
        var path = FileOf(scores);
        File.WriteAllText($"{path}.part", JsonSerializer.Serialize(scores, ConfigReader.Options));
        File.Move($"{path}.part", path, overwrite: true);
    }

    /// <summary>Where pictures of an arm lie until it is judged.</summary>
    internal ArmPictures Unfinished(ArmScores plan) => new(Path.ChangeExtension(FileOf(plan), ".pictures"), plan);

    private string FileOf(ArmScores scores)
    {
        // A point has as many models as it has seeds.
        var model = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scores.Model)))[..8];
        var name = scores.Place is { } place ? FormattableString.Invariant($"{scores.Arm}-{place}-{model}") : scores.Arm;
        return Path.Combine(folder, $"{string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? char.ToLowerInvariant(c) : '-'))}.json");
    }
}
