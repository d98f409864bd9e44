using System.Globalization;

namespace Atelier.Torch.Distributed;

/// <summary>Which of several processes this is, and where they meet; the variables are those of torchrun.</summary>
/// <param name="Rank">This process, from 0.</param>
/// <param name="WorldSize">Processes in all.</param>
/// <param name="MasterAddress">Host of process 0.</param>
/// <param name="MasterPort">Free port there.</param>
/// <param name="LocalRank">This process among those of its machine, from 0.</param>
public sealed record WorldSettings(int Rank, int WorldSize, string MasterAddress, int MasterPort, int LocalRank)
{
    /// <summary>Reads RANK, WORLD_SIZE, MASTER_ADDR, MASTER_PORT and LOCAL_RANK; null where there is one process only.</summary>
    /// <exception cref="ArgumentException">A variable is missing or out of range.</exception>
    public static WorldSettings? FromEnvironment()
    {
        if (Number("WORLD_SIZE", 1) is not { } size || size == 1)
            return null;
        var rank = Number("RANK") ?? throw new ArgumentException("WORLD_SIZE is set and RANK is not.");
        if (size < 1 || rank < 0 || rank >= size)
            throw new ArgumentException($"RANK is {rank} and WORLD_SIZE {size}; allowed: 0 to WORLD_SIZE - 1.");
        var address = Environment.GetEnvironmentVariable("MASTER_ADDR") is { Length: > 0 } given
            ? given
            : throw new ArgumentException("WORLD_SIZE is set and MASTER_ADDR is not.");
        var port = Number("MASTER_PORT") ?? throw new ArgumentException("WORLD_SIZE is set and MASTER_PORT is not.");
        return new(rank, size, address, port, Number("LOCAL_RANK", rank)!.Value);
    }

    private static int? Number(string name, int? otherwise = null)
    {
        var text = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrEmpty(text))
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"{name} is '{text}'; a whole number is needed.");
    }
}
