namespace Atelier.Fuzzing;

/// <summary>Something that reads untrusted bytes.</summary>
public abstract class FuzzTarget
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The one exception that bad content may cause.</summary>
    public abstract Type Refusal { get; }

    /// <summary>Whether an exception is one that bad content may cause.</summary>
    public virtual bool IsRefusal(Exception error) => error.GetType() == Refusal;

    /// <summary>Makes what is made once, so that no input pays for it.</summary>
    public virtual void Prepare()
    {
    }

    /// <summary>Valid and hostile files to start from.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Reads the bytes and uses all of the result.</summary>
    public abstract void Read(byte[] input);

    /// <summary>Changes an input with knowledge of its structure; by default just its bytes.</summary>
    public virtual byte[] Mutate(Random random, byte[] input, byte[] other) => ByteMutations.Mutate(random, input, other);

    protected static IReadOnlyList<byte[]> Files(string folder, string pattern, int longest = 300_000) =>
        [.. Directory.GetFiles(Path.Combine(Testing.RepositoryRoot.Path, "tests", "goldens", folder), pattern, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Where(path => new FileInfo(path).Length <= longest).Select(File.ReadAllBytes)];
}
