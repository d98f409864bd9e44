namespace Atelier.Torch.Tests;

/// <summary>Tests that measure this process's memory, while no other test uses any.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
