namespace Atelier.Systems.Teachers;

/// <summary>Several teachers, one after the other, up to a number of pictures.</summary>
/// <param name="teachers">At least one.</param>
/// <param name="most">Pictures at most; 0 for no limit.</param>
/// <param name="captionsPerPicture">Captions of a picture that are used, its first ones; 0 for all.</param>
public sealed class TeacherMix(IReadOnlyList<ITeacher> teachers, long most = 0, int captionsPerPicture = 0) : ITeacher
{
    /// <inheritdoc/>
    public long Count
    {
        get
        {
            var all = teachers.Sum(t => t.Count);
            return most > 0 ? Math.Min(most, all) : all;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer pictures.</exception>
    public TeacherSample this[long index]
    {
        get
        {
            var place = index;
            foreach (var teacher in teachers)
            {
                var count = teacher.Count;
                if (place < count)
                    return Limited(teacher[place]);
                place -= count;
            }

            throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} pictures.");
        }
    }

    private TeacherSample Limited(TeacherSample sample) => captionsPerPicture > 0 && sample.Captions.Count > captionsPerPicture
        ? sample with { Captions = [.. sample.Captions.Take(captionsPerPicture)] }
        : sample;
}
