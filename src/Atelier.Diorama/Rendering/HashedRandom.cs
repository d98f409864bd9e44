using System.Runtime.CompilerServices;

namespace Atelier.Diorama.Rendering;

/// <summary>Random numbers for the later bounces of a path, where stratification no longer pays.</summary>
internal struct HashedRandom(uint seed)
{
    private uint _state = seed;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Next()
    {
        _state = _state * 747796405u + 2891336453u;
        var word = ((_state >> (int)((_state >> 28) + 4)) ^ _state) * 277803737u;
        return (((word >> 22) ^ word) >> 8) * (1f / (1 << 24));
    }
}
