namespace Atelier.Systems.Teachers;

/// <summary>Pictures with captions that a model learns from.</summary>
public interface ITeacher
{
    /// <summary>Pictures now.</summary>
    long Count { get; }

    /// <summary>One picture.</summary>
    TeacherSample this[long index] { get; }
}
