using System.Runtime.InteropServices;

namespace Atelier.Torch.Mapping;

/// <summary>Keeps mapped memory valid as long as this object is reachable, such as the owner of a tensor over it.</summary>
public sealed class MappingReference
{
    private readonly SafeHandle _mapping;

    /// <summary>Takes a reference on the mapping.</summary>
    public MappingReference(SafeHandle mapping)
    {
        var added = false;
        mapping.DangerousAddRef(ref added);
        _mapping = mapping;
    }

    /// <summary>Gives the reference back.</summary>
    ~MappingReference() => _mapping.DangerousRelease();
}
