using Atelier.Cli.Shell;
using Atelier.Systems.OminiControl2;
using Atelier.Systems.OminiControl2.Adapters;

namespace Atelier.Cli.Control;

/// <summary>The conditions of a picture that is repeated. Its file says all of them but the pictures, which are given again.</summary>
internal static class RepeatedConditions
{
    /// <summary>Takes from the file what the words leave out; conditions of one kind belong together in their order.</summary>
    /// <param name="given">Conditions of the command line.</param>
    /// <param name="repeated">Those of the picture.</param>
    /// <param name="adapters">Whether its adapters are taken too; not where others were named.</param>
    /// <exception cref="UsageException">The picture had one that was not given.</exception>
    public static ConditionWords[] Complete(IReadOnlyList<ConditionWords> given, ControlParameters repeated, bool adapters)
    {
        var left = repeated.Conditions.ToList();
        var completed = new List<ConditionWords>();
        foreach (var words in given)
        {
            var same = left.FindIndex(c => c.Task == words.Task.Name());
            completed.Add(same < 0 ? words : words.With(adapters ? left[same] : left[same] with { Adapter = null }));
            if (same >= 0)
                left.RemoveAt(same);
        }

        return left.Count == 0
            ? [.. completed]
            : throw new UsageException(
                $"The picture was made with {left[0].Words}; its file holds no pictures: give this one again, --condition {left[0].Words}.");
    }
}
